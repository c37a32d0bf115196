package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.playbook.Audience;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** The roles that take part in a playbook agree to it in its file. */
class ConfirmationTest extends ChangedRules {
    private static final String OWNER = "owner:\n  role: CSM\n  support: SALES\n";

    @Test
    void everyRoleWithAnActionBesideTheOwnerHasToAgree() {
        assertThat(playbook().unconfirmed())
                .containsExactly(Audience.SALES, Audience.CS_LEADERSHIP, Audience.EXECUTIVE);
    }

    @Test
    void whoAgreedIsNotAskedAgain() {
        change(PLAYBOOK, OWNER, OWNER + "confirmed:\n  SALES: {by: omar@example.com, on: 2026-11-20}\n");
        assertThat(playbook().unconfirmed()).containsExactly(Audience.CS_LEADERSHIP, Audience.EXECUTIVE);
        assertThat(playbook().confirmed()).hasEntrySatisfying(Audience.SALES, confirmation -> {
            assertThat(confirmation.by()).isEqualTo("omar@example.com");
            assertThat(confirmation.on()).isEqualTo(LocalDate.of(2026, 11, 20));
        });
    }

    @Test
    void theOwnerHasNoPartToConfirm() {
        change(PLAYBOOK, OWNER, OWNER + "confirmed:\n  CSM: {by: nadia@example.com, on: 2026-11-20}\n");
        assertRefused(PLAYBOOK + ":11", "CSM", "SALES, CS_LEADERSHIP, EXECUTIVE");
    }

    @Test
    void aRoleThatDoesNotExistOrADayThatDoesNotIsRefused() {
        change(
                PLAYBOOK,
                OWNER,
                OWNER + "confirmed:\n  SALE: {by: omar@example.com, on: 2026-11-20}\n"
                        + "  SALES: {by: omar@example.com, on: 2026-11-31}\n");
        assertAmong(PLAYBOOK + ":11", "'SALE'", "'SALES'?");
        change(PLAYBOOK, "  SALE: {by: omar@example.com, on: 2026-11-20}\n", "");
        assertRefused(PLAYBOOK + ":11", "2026-11-31");
    }

    private PlaybookDefinition playbook() {
        try (CompiledBundle bundle = new BundleCompiler().compile(RuleBundle.of(files))) {
            return bundle.playbooks().getFirst();
        }
    }
}
