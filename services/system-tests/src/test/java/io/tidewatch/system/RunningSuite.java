package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.suite.Suite;
import io.tidewatch.suite.mail.CaughtMail;
import io.tidewatch.suite.service.ServiceInstance;
import java.net.http.HttpClient;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A suite that runs, seen as its users see it. */
class RunningSuite {

    /** The playbook that these tests follow. What other rules do with the same customers is nothing to them. */
    static final String PLAYBOOK = "executive-re-engagement";

    /** What that playbook opens on its day 14. */
    private static final String PROTOCOL = "renewal-risk-protocol";

    private final Suite suite;
    private final HttpClient http = Api.client();

    /** @param suite has been started */
    RunningSuite(Suite suite) {
        this.suite = suite;
    }

    Suite suite() {
        return suite;
    }

    Api as(String person, String service) {
        return new Api(suite.settings().urlOf(service), () -> suite.tokens().ofPerson(person), http);
    }

    Api loader() {
        return new Api(
                suite.settings().urlOf("account-ingestion"),
                () -> suite.tokens().ofSystem("loader"),
                http);
    }

    /** The business day, also while a service is being restarted. */
    LocalDate today() {
        AtomicReference<LocalDate> today = new AtomicReference<>();
        World.eventually(() -> today.set(LocalDate.ofInstant(suite.clock().now(), ZoneOffset.UTC)));
        return today.get();
    }

    /** Flags in a state, as "account threshold level". */
    TreeSet<String> flags(String state) {
        TreeSet<String> flags = new TreeSet<>();
        for (JsonNode flag : as("ana", "rules-engine").all("/v1/flags?state=" + state)) {
            flags.add(flag.get("accountId").asText() + " "
                    + flag.get("thresholdId").asText() + " "
                    + flag.path("level").asText(""));
        }
        return flags;
    }

    /** The newest run of {@link #PLAYBOOK} for an account. */
    JsonNode run(String account) {
        List<JsonNode> runs = runs(account);
        return runs.isEmpty() ? null : runs.getFirst();
    }

    /** The runs of {@link #PLAYBOOK} for an account, the newest first. */
    List<JsonNode> runs(String account) {
        return runs(account, PLAYBOOK);
    }

    private List<JsonNode> runs(String account, String playbook) {
        return as("ana", "rules-engine").all("/v1/runs?accountId=" + account).stream()
                .filter(run -> run.get("playbook").asText().equals(playbook))
                .toList();
    }

    /** The messages of these runs, and of those of the {@link #PROTOCOL} that they opened. */
    List<JsonNode> messages(String account) {
        return Stream.concat(runs(account).stream(), runs(account, PROTOCOL).stream())
                .flatMap(run ->
                        as("leah", "notification-dispatch")
                                .all("/v1/messages?runId=" + run.get("id").asText())
                                .stream())
                .toList();
    }

    /** What these runs sent and what was delivered: "step kind audience" and how often. */
    Map<String, Integer> delivered(String account) {
        Map<String, Integer> sent = new TreeMap<>();
        for (JsonNode message : messages(account)) {
            if (message.get("state").asText().equals("DELIVERED")) {
                sent.merge(
                        message.get("step").asText() + " "
                                + message.get("kind").asText() + " "
                                + message.get("audience").asText(),
                        1,
                        Integer::sum);
            }
        }
        return sent;
    }

    ServiceInstance instance(String service) {
        return suite.services().instances(service).getFirst();
    }

    /** Waits until the flag of a customer who is silent for too long is raised and all of its messages are delivered, each once. */
    void everythingHappenedOnce(String id) {
        World.eventually(() -> assertThat(delivered(id))
                .isEqualTo(Map.of(
                        "sponsor-mail TASK CSM", 1,
                        "crm-at-risk CRM_UPDATE CRM", 1,
                        "sales-alert ALERT SALES", 1,
                        "leadership-notice NOTICE CS_LEADERSHIP", 1)));
        assertThat(runs(id)).hasSize(1);
        JsonNode flag = as("ana", "rules-engine")
                .get("/v1/flags/" + id + "/executive-silence")
                .expect(200)
                .json();
        assertThat(flag.at("/flag/state").asText()).isEqualTo("RAISED");
        assertThat(flag.at("/flag/raising").asInt()).isEqualTo(1);
        // A mail may come again after a crash, but only as the same mail.
        Map<String, Set<String>> idsOfSubject = mailsFor(id).stream()
                .collect(Collectors.groupingBy(
                        mail -> mail.recipients() + " " + mail.subject(),
                        Collectors.mapping(CaughtMail::messageId, Collectors.toSet())));
        assertThat(idsOfSubject).hasSize(3).allSatisfy((subject, ids) -> assertThat(ids)
                .hasSize(1));
        assertThat(suite.crm().posts().stream()
                        .filter(post -> post.body().contains('"' + id + '"'))
                        .map(post -> post.webhookId())
                        .distinct())
                .hasSize(1);
    }

    /** The mails that arrived for this customer, also repeated ones. */
    List<CaughtMail> mailsFor(String id) {
        List<String> subjects = messages(id).stream()
                .map(message -> message.path("subject").asText())
                .toList();
        return suite.mails().mails().stream()
                .filter(mail -> subjects.contains(mail.subject()))
                .toList();
    }
}
