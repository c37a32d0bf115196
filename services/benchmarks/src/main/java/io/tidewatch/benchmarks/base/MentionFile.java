package io.tidewatch.benchmarks.base;

import java.time.LocalDate;
import java.util.List;

/** What was said about us, by customers and by others. */
final class MentionFile implements KindFile {

    private static final Layout LAYOUT = Layout.of("mention", "source", "saidOn", "tone");
    private static final List<String> SOURCES = List.of("SALES_CALL", "SOCIAL", "REVIEW", "EMAIL");

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        Dice dice = account.dice(this);
        int mentions = account.latest() == null ? 0 : dice.weighted(60, 25, 15);
        for (int mention = 0; mention < mentions; mention++) {
            LocalDate day =
                    account.day().minusDays(Experience.daysBefore(dice, account.start(), account.day(), 1, 180));
            rows.add(account.id() + "-said" + mention, account.id(), dice.pick(SOURCES), day, tone(dice));
        }
    }

    private static String tone(Dice dice) {
        return switch (dice.weighted(45, 30, 15, 10)) {
            case 0 -> "POSITIVE";
            case 1 -> "NEUTRAL";
            case 2 -> "NEGATIVE";
            default -> null;
        };
    }

    @Override
    public void writeWithoutAccount(BaseSettings base, RecordSink rows) {
        Dice dice = new Dice(base.seed(), -15);
        for (int mention = 1; mention <= base.accounts() / 10; mention++) {
            LocalDate day = base.day().minusDays(dice.between(1, 180));
            rows.add("said" + mention, null, dice.chance(0.8) ? "SOCIAL" : "REVIEW", day, tone(dice));
        }
    }
}
