package io.tidewatch.rule.compile;

import io.tidewatch.rule.FixtureRules;
import org.junit.jupiter.api.Test;

/** Mistakes in playbooks that open others. */
class OpenedPlaybooksTest extends ChangedRules {
    private static final String ON_DAY_14 = "    after: 14d\n    unless: response\n";
    private static final String RESCUE = "playbooks/rescue.playbook.yaml";

    @Test
    void aPlaybookThatDoesNotExistIsNamedWithWhatWasProbablyMeant() {
        addRescue();
        change(PLAYBOOK, ON_DAY_14, ON_DAY_14 + "    opens: rescu\n");
        assertRefused(PLAYBOOK + ":54", "'rescu'", "'rescue'?");
    }

    @Test
    void aPlaybookWithAFlagOfItsOwnIsNotOpenedByAnother() {
        change(PLAYBOOK, ON_DAY_14, ON_DAY_14 + "    opens: executive-re-engagement\n");
        assertRefused(PLAYBOOK + ":54", "'executive-re-engagement'", "a flag of its own");
    }

    @Test
    void aPlaybookThatNothingOpensIsNamed() {
        addRescue();
        assertRefused(RESCUE, "'rescue'", "'flag'", "'opens: rescue'");
    }

    @Test
    void aPlaybookThatOthersOpenOpensNone() {
        addRescue();
        change(PLAYBOOK, ON_DAY_14, ON_DAY_14 + "    opens: rescue\n");
        change(
                RESCUE,
                "escalations: []",
                "judgements: {saved: It is saved.}\nescalations: [{id: again, after: 5d, unless: saved, opens: rescue}]");
        assertRefused(RESCUE + ":11", "cannot open another one");
    }

    @Test
    void aPlaybookIsOpenedOnceForAFlag() {
        addRescue();
        change(PLAYBOOK, ON_DAY_14, ON_DAY_14 + "    opens: rescue\n");
        change(PLAYBOOK, "    after: 7d\n", "    after: 7d\n    opens: rescue\n");
        assertRefused(PLAYBOOK + ":55", "'rescue'", "twice", "'executive-silence'");
    }

    @Test
    void anEscalationThatDoesNothingIsRefused() {
        change(
                PLAYBOOK,
                "  - id: leadership-outreach\n",
                "  - {id: nothing, after: 3d, unless: response}\n  - id: leadership-outreach\n");
        assertRefused(PLAYBOOK + ":46", "'nothing'", "'actions'", "'opens'");
    }

    private void addRescue() {
        files.putAll(FixtureRules.rescue());
    }
}
