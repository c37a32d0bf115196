package io.tidewatch.benchmarks.base;

import java.time.LocalDate;
import java.util.Locale;

/** Users and contacts in our programs, and people of companies that are not customers. */
final class MembershipFile implements KindFile {

    private static final Layout LAYOUT = Layout.of("membership", "program", "joinedOn", "leftOn", "user", "contact");

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        Dice dice = account.dice(this);
        int likely = account.contract().isTrialOnly() ? 0 : 1;
        add(account, rows, dice, "COMMUNITY", 0.45 * likely, account.latest() == null ? null : account.user(1), null);
        add(account, rows, dice, "COMMUNITY", 0.2 * likely, null, account.champion());
        add(account, rows, dice, "REFERRAL", 0.15 * likely, null, account.champion());
        boolean large = account.market() != Market.SMB && account.sponsorKnown();
        add(account, rows, dice, "ADVISORY_BOARD", large ? 0.15 : 0, null, account.sponsor());
    }

    private static void add(
            AccountHistory account,
            RecordSink rows,
            Dice dice,
            String program,
            double likely,
            String user,
            String contact) {
        LocalDate joined = account.start().plusDays(dice.between(20, 700));
        LocalDate left = dice.chance(0.15) ? joined.plusDays(dice.between(60, 400)) : null;
        if (dice.chance(likely) && joined.isBefore(account.day()) && (user != null || contact != null)) {
            rows.add(
                    account.id() + "-" + program.toLowerCase(Locale.ROOT) + (user == null ? "" : "-user"),
                    account.id(),
                    program,
                    joined,
                    left != null && left.isBefore(account.day()) ? left : null,
                    user,
                    contact);
        }
    }

    @Override
    public void writeWithoutAccount(BaseSettings base, RecordSink rows) {
        Dice dice = new Dice(base.seed(), -11);
        for (int member = 1; member <= base.accounts() / 25; member++) {
            LocalDate joined = base.day().minusDays(dice.between(1, 900));
            rows.add("guest" + member, null, "COMMUNITY", joined, null, null, null);
        }
    }
}
