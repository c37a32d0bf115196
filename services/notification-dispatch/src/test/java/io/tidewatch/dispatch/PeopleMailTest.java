package io.tidewatch.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.dispatch.standin.Actions;
import io.tidewatch.dispatch.standin.DispatchTest;
import io.tidewatch.dispatch.standin.Mailbox;
import io.tidewatch.dispatch.standin.Messages;
import io.tidewatch.dispatch.standin.Surroundings;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@DispatchTest
class PeopleMailTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String TEXT = "Hello {recipient.name}, {ackUrl}";

    @BeforeEach
    void everybodyIsThere() {
        Surroundings.keycloak().usual();
    }

    @Test
    void aTaskReachesTheAccountsOwnCsmWithValuesEscapedInHtmlOnly() throws Exception {
        Surroundings.engine()
                .publish(Actions.task("own-csm")
                        .message("own-csm {account.name}", TEXT, "<p>{account.name}</p>")
                        .json());

        MimeMessage mail = Mailbox.await("own-csm", 1).get(0);

        assertThat(mail.getAllRecipients()[0].toString()).isEqualTo("Nadia Okafor <nadia@example.com>");
        assertThat(mail.getSubject()).isEqualTo("own-csm Acme <Ltd> & Söhne");
        assertThat(Mailbox.part(mail, "text/plain"))
                .startsWith("Hello Nadia Okafor, https://dispatch.example.net/ack/");
        assertThat(Mailbox.part(mail, "text/html")).isEqualTo("<p>Acme &lt;Ltd&gt; &amp; Söhne</p>");
        assertThat(mail.getHeader("Message-ID")[0]).endsWith("@tidewatch.example.net>");
        assertThat(mail.getHeader("Auto-Submitted")[0]).isEqualTo("auto-generated");
    }

    @Test
    void aTaskCarriesADraftToTheSponsorThatIsReadyToSendAndWasNotSent() throws Exception {
        Surroundings.engine()
                .publish(Actions.task("draft")
                        .message("draft-here", TEXT, "<p>x</p>")
                        .json());

        MimeMessage mail = Mailbox.await("draft-here", 1).get(0);
        MimeMessage draft = Mailbox.draft(mail);

        assertThat(draft.getHeader("X-Unsent")[0]).isEqualTo("1");
        assertThat(draft.getFrom()[0].toString()).isEqualTo("Nadia Okafor <nadia@example.com>");
        assertThat(draft.getSubject()).isEqualTo("A quick sync?");
        assertThat(draft.getAllRecipients()[0].toString()).contains("sanna@customer.example");
        assertThat(draft.getHeader("Message-ID")).isNull();
        assertThat(Mailbox.part(draft, "text/plain"))
                .contains("Dear Sanna Ström", "Seat utilization: 62 %", "15 minutes", "Nadia Okafor");
        assertThat(Mailbox.part(draft, "text/html")).contains("Dear Sanna Ström");
        assertThat(Mailbox.recipients()).noneMatch(address -> address.contains("customer.example"));
    }

    @Test
    void aMailListsTheWinsOfTheAccountAndSaysWhenThereAreNone() throws Exception {
        String text = "{#if wins}{#for win in wins}[{win.sentence} on {win.day}]{/for}{#else}No win{/if}";
        Surroundings.engine()
                .publish(Actions.task("wins")
                        .win("2026-11-20", "Reports < 1 hour")
                        .win("2026-11-02", "All teams trained")
                        .message("cited-here", text, "<p>" + text + "</p>")
                        .json());
        Surroundings.engine()
                .publish(Actions.task("no-wins")
                        .message("nothing-here", text, "<p>x</p>")
                        .json());

        MimeMessage mail = Mailbox.await("cited-here", 1).get(0);
        assertThat(Mailbox.part(mail, "text/plain"))
                .isEqualTo("[Reports < 1 hour on 20 November 2026][All teams trained on 2 November 2026]");
        assertThat(Mailbox.part(mail, "text/html")).contains("[Reports &lt; 1 hour on 20 November 2026]");
        MimeMessage without = Mailbox.await("nothing-here", 1).get(0);
        assertThat(Mailbox.part(without, "text/plain")).isEqualTo("No win");
    }

    @Test
    void aDraftToASponsorWithoutAnAddressLeavesItOpen() throws Exception {
        Surroundings.engine()
                .publish(Actions.task("no-address")
                        .withoutSponsorAddress()
                        .message("no-address-here", TEXT, "<p>x</p>")
                        .json());

        MimeMessage draft = Mailbox.draft(Mailbox.await("no-address-here", 1).get(0));

        assertThat(draft.getAllRecipients()).isNullOrEmpty();
        assertThat(Mailbox.part(draft, "text/plain")).contains("Dear Sanna Ström");
    }

    @Test
    void aNameOfSeveralLinesNeverBeginsAHeader() throws Exception {
        Surroundings.engine()
                .publish(Actions.task("lines")
                        .account("name", "Acme\r\nBcc: evil@example.com\u2028Cc: evil@example.com")
                        .sponsor("Sanna\r\nBcc: evil@example.com\n\nHello", "sanna@customer.example")
                        .message("lines-here {account.name}", TEXT, "<p>x</p>")
                        .json());

        MimeMessage mail = Mailbox.await("lines-here", 1).get(0);
        MimeMessage draft = Mailbox.draft(mail);

        assertThat(mail.getSubject()).isEqualTo("lines-here Acme Bcc: evil@example.com Cc: evil@example.com");
        assertThat(draft.getHeader("To", ", "))
                .isEqualTo("\"Sanna Bcc: evil@example.com Hello\" <sanna@customer.example>");
        for (MimeMessage each : List.of(mail, draft)) {
            assertThat(each.getHeader("Bcc")).isNull();
            assertThat(each.getHeader("Cc")).isNull();
        }
        assertThat(Mailbox.part(draft, "text/plain")).startsWith("Dear Sanna");
    }

    @Test
    void anInvalidAddressOfASponsorIsLeftOpen() throws Exception {
        Surroundings.engine()
                .publish(Actions.task("no-mail")
                        .sponsor("Sanna", "sanna@customer.example\r\nBcc: evil@example.com")
                        .message("no-mail-here", TEXT, "<p>x</p>")
                        .json());

        MimeMessage draft = Mailbox.draft(Mailbox.await("no-mail-here", 1).get(0));

        assertThat(draft.getAllRecipients()).isNullOrEmpty();
        assertThat(draft.getHeader("Bcc")).isNull();
    }

    @Test
    void anActionGoesToSalesAndToEverybodyWithTheLeadershipRoles() {
        Surroundings.engine()
                .publish(Actions.of("ESCALATION", "protocol", "CS_LEADERSHIP", "SALES", "EXECUTIVE")
                        .message("protocol-here", TEXT, "<p>x</p>")
                        .json());

        assertThat(Mailbox.await("protocol-here", 3))
                .map(Mailbox::to)
                .containsExactlyInAnyOrder("leah@example.com", "omar@example.com", "victor@example.com");
    }

    @Test
    void aNoticeAboutThePortfolioReachesLeadershipOnce() throws Exception {
        ObjectNode notice = Actions.ofPortfolio()
                .message(
                        "portfolio-here: {account.name}",
                        "Hello {recipient.name},\n{flag.sentence}\n{metric.seatUtilization.text}{run.playbook}{run.openedAt}",
                        "<p>x</p>")
                .json();
        Surroundings.engine().publish(notice);
        Surroundings.engine().publish(notice);
        Surroundings.engine()
                .publish(Actions.ofPortfolio()
                        .message("portfolio-end", TEXT, "<p>x</p>")
                        .json());
        Mailbox.await("portfolio-end", 2);

        List<MimeMessage> mails = Mailbox.with("portfolio-here");
        assertThat(mails).map(Mailbox::to).containsExactlyInAnyOrder("leah@example.com", "victor@example.com");
        assertThat(mails.getFirst().getSubject()).isEqualTo("portfolio-here: All customers");
        assertThat(Mailbox.part(mails.getFirst(), "text/plain").strip()).endsWith("without an answer.\r\n62 %");
        assertThat(Messages.ofAccount("*"))
                .allSatisfy(message -> assertThat(message).containsEntry("accountId", "*"));
    }

    @Test
    void anActionThatBelongsToNoAccountReachesEverybodyInTheRole() throws Exception {
        Surroundings.engine()
                .publish(Actions.withoutAccount("TASK", "SALES")
                        .message("review-sales", "Hello {recipient.name}, {recipient.role}: a \\{brace\\}", null)
                        .json());
        Surroundings.engine()
                .publish(Actions.withoutAccount("TASK", "CSM")
                        .message("review-csm", TEXT, null)
                        .json());

        MimeMessage mail = Mailbox.await("review-sales", 1).getFirst();
        assertThat(Mailbox.to(mail)).isEqualTo("omar@example.com");
        assertThat(Mailbox.part(mail, "text/plain").strip()).isEqualTo("Hello Omar Haddad, sales owner: a {brace}");
        assertThat(Mailbox.await("review-csm", 1)).map(Mailbox::to).containsExactly("nadia@example.com");
    }

    @Test
    void anActionForProductOrSupportReachesTheAccountsOwnPersonOrEverybodyInTheRole() {
        Surroundings.engine()
                .publish(Actions.of("TASK", "team", "SUPPORT", "PRODUCT")
                        .message("teams-here", TEXT, "<p>x</p>")
                        .json());
        Surroundings.engine()
                .publish(Actions.of("TASK", "own-team", "SUPPORT")
                        .account("ownerEmail", "sonja@example.com")
                        .message("own-person-here", TEXT, "<p>x</p>")
                        .json());
        Surroundings.engine()
                .publish(Actions.of("TASK", "left-team", "SUPPORT")
                        .account("ownerEmail", "left@example.com")
                        .message("left-person-here", TEXT, "<p>x</p>")
                        .json());

        assertThat(Mailbox.await("teams-here", 3))
                .map(Mailbox::to)
                .containsExactlyInAnyOrder("petra@example.com", "samir@example.com", "sonja@example.com");
        assertThat(Mailbox.await("own-person-here", 1)).map(Mailbox::to).containsExactly("sonja@example.com");
        assertThat(Mailbox.await("left-person-here", 1)).map(Mailbox::to).containsExactly("leah@example.com");
    }

    @Test
    void withoutAnybodyInTheRoleTheLeaderIsAskedAndReadsWhy() throws Exception {
        Surroundings.keycloak().without("petra");
        Surroundings.engine()
                .publish(Actions.of("TASK", "no-product", "PRODUCT")
                        .message("no-product-here", TEXT, "<p>x</p>")
                        .json());

        MimeMessage mail = Mailbox.await("no-product-here", 1).getFirst();
        assertThat(Mailbox.to(mail)).isEqualTo("leah@example.com");
        assertThat(Mailbox.part(mail, "text/plain")).contains("no active user has the role of product colleague");
    }

    @Test
    void theLeaderReceivesTheMailOfAPersonWhoIsNotFoundAndTheReason() throws Exception {
        Surroundings.engine()
                .publish(Actions.of("ALERT", "stranger", "SALES")
                        .account("salesOwnerEmail", "nobody@example.com")
                        .message("stranger-here", TEXT, "<body><p>x</p></body>")
                        .json());

        MimeMessage mail = Mailbox.await("stranger-here", 1).get(0);

        assertThat(Mailbox.to(mail)).isEqualTo("leah@example.com");
        assertThat(Mailbox.part(mail, "text/plain")).contains("nobody@example.com");
        assertThat(Mailbox.part(mail, "text/html")).contains("nobody@example.com");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(Messages.unfound()).anySatisfy(u -> {
            assertThat(u.get("email")).isEqualTo("nobody@example.com");
            assertThat(u.get("accountId")).isEqualTo("stranger");
            assertThat(u.get("audience")).isEqualTo("SALES");
        }));
        assertThat(Messages.ofAccount("stranger").get(0)).containsEntry("replaced", "nobody@example.com");
    }

    @Test
    void theLeaderStandsInForSomebodyWhoMayNoLongerLogInAndForAnEmptyName() {
        Surroundings.engine()
                .publish(Actions.of("ALERT", "left", "CSM")
                        .account("csmEmail", "gone@example.com")
                        .message("left-here", TEXT, "<p>x</p>")
                        .json());
        Surroundings.engine()
                .publish(Actions.of("ALERT", "unnamed", "SALES")
                        .account("salesOwnerEmail", null)
                        .message("unnamed-here", TEXT, "<p>x</p>")
                        .json());

        assertThat(Mailbox.await("left-here", 1)).map(Mailbox::to).containsExactly("leah@example.com");
        assertThat(Mailbox.await("unnamed-here", 1)).map(Mailbox::to).containsExactly("leah@example.com");
    }

    @Test
    void withoutALeaderTheFallbackAddressGetsIt() {
        Surroundings.keycloak().without("leah");
        Surroundings.engine()
                .publish(Actions.of("NOTICE", "leaderless", "CS_LEADERSHIP")
                        .message("leaderless-here", TEXT, "<p>x</p>")
                        .json());

        assertThat(Mailbox.await("leaderless-here", 1)).map(Mailbox::to).containsExactly(Surroundings.FALLBACK);
    }

    @Test
    void somebodyWhoIsMeantTwiceGetsItOnce() {
        Surroundings.engine()
                .publish(Actions.of("ESCALATION", "twice-meant", "CS_LEADERSHIP", "SALES")
                        .account("salesOwnerEmail", "nobody@example.com")
                        .message("twice-meant-here", TEXT, "<p>x</p>")
                        .json());
        Surroundings.engine()
                .publish(Actions.of("NOTICE", "twice-meant", "EXECUTIVE")
                        .message("twice-meant-end", TEXT, "<p>x</p>")
                        .json());
        Mailbox.await("twice-meant-end", 1);

        assertThat(Mailbox.await("twice-meant-here", 1)).hasSize(1);
    }

    @Test
    void theSameActionTwiceIsSentOnce() {
        ObjectNode action = Actions.of("NOTICE", "doubled", "SALES")
                .message("doubled-here", TEXT, "<p>x</p>")
                .json();
        Surroundings.engine().publish(action);
        Mailbox.await("doubled-here", 1);
        Surroundings.engine().publish(action);
        Surroundings.engine()
                .publish(Actions.of("NOTICE", "doubled", "SALES")
                        .message("doubled-end", TEXT, "<p>x</p>")
                        .json());
        Mailbox.await("doubled-end", 1);

        assertThat(Mailbox.with("doubled-here")).hasSize(1);
    }

    @Test
    void whatOccurredBeforeTheStartIsNeverSent() {
        Surroundings.engine()
                .publish(Actions.of("NOTICE", "history", "SALES")
                        .at(Instant.now().minus(Duration.ofDays(400)))
                        .message("history-here", TEXT, "<p>x</p>")
                        .json());
        Surroundings.engine()
                .publish(Actions.of("NOTICE", "history", "SALES")
                        .message("history-end", TEXT, "<p>x</p>")
                        .json());
        Mailbox.await("history-end", 1);

        assertThat(Mailbox.with("history-here")).isEmpty();
        assertThat(Messages.ofAccount("history")).hasSize(1);
    }

    @Test
    void whileTheDirectoryIsAwayActionsWaitAndNoneIsLost() {
        Surroundings.keycloak().away(true);
        Surroundings.engine()
                .publish(Actions.of("NOTICE", "waiting", "SALES")
                        .message("waiting-here", TEXT, "<p>x</p>")
                        .json());
        await().atMost(LIMIT).until(() -> Messages.waitingActions("waiting").contains("503"));
        assertThat(Mailbox.with("waiting-here")).isEmpty();

        Surroundings.keycloak().away(false);

        Mailbox.await("waiting-here", 1);
    }

    @Test
    void aBrokenTemplateIsReplacedByPlainTextThatSaysSo() throws IOException {
        Surroundings.engine()
                .publish(Actions.of("NOTICE", "broken", "SALES")
                        .message("broken-here", "Hello {recipient.nmae}", "<p>x</p>")
                        .json());

        List<MimeMessage> mails = Mailbox.await("for Acme <Ltd> & Söhne", 1);
        assertThat(Mailbox.part(mails.get(0), "text/plain"))
                .contains("Account: Acme <Ltd> & Söhne (broken)")
                .contains("we wrote 2 times without an answer")
                .contains("/ack/")
                .contains("nmae");
    }

    @Test
    void anActionThatCannotBeReadIsSetAsideAndStopsNothing() {
        ObjectNode unreadable = Actions.of("NOTICE", "unreadable", "SALES").json();
        unreadable.remove("run");
        Surroundings.engine().publish(unreadable);
        Surroundings.engine()
                .publish(Actions.of("NOTICE", "unreadable", "SALES")
                        .message("unreadable-end", TEXT, "<p>x</p>")
                        .json());

        Mailbox.await("unreadable-end", 1);
        assertThat(Messages.refused(unreadable.get("id").asText())).contains("run");
    }
}
