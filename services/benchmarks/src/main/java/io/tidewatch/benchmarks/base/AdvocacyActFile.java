package io.tidewatch.benchmarks.base;

import java.util.List;

/** What customers were asked to do for us, and did. */
final class AdvocacyActFile implements KindFile {

    private static final Layout LAYOUT = Layout.of(
            "advocacy_act", "act", "channel", "askedOn", "agreedOn", "completedOn", "feedbackItems", "contact");
    private static final List<String> CHANNELS = List.of("g2", "trustradius", "conference", "social");

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        Dice dice = account.dice(this);
        for (Advocacy.Act act : account.acts()) {
            boolean beta = act.what().equals("BETA") && act.completed() != null;
            rows.add(
                    act.id(),
                    account.id(),
                    act.what(),
                    act.what().equals("REVIEW") || act.what().equals("ENDORSEMENT") ? dice.pick(CHANNELS) : null,
                    act.asked(),
                    act.agreed(),
                    act.completed(),
                    beta ? (Integer) dice.between(0, 9) : null,
                    dice.chance(0.85) ? account.champion() : null);
        }
    }
}
