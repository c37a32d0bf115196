package io.tidewatch.ingestion.metric;

import static io.tidewatch.ingestion.Ingestion.correct;
import static io.tidewatch.ingestion.Ingestion.load;
import static io.tidewatch.ingestion.Ingestion.moveClockTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.ingestion.history.Histories;
import io.tidewatch.ingestion.history.HistoryScope;
import io.tidewatch.ingestion.values.SlotValue;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.metric.evaluation.AccountValues;
import io.tidewatch.metric.evaluation.CompiledMetrics;
import io.tidewatch.metric.evaluation.Days;
import io.tidewatch.metric.evaluation.Evaluation;
import io.tidewatch.metric.evaluation.MetricValue;
import io.tidewatch.metric.history.AccountHistory;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The ten metrics in SQL and by the evaluator, account by account. */
@QuarkusTest
@IngestionTest
class BothWaysTest {

    private static final LocalDate DAY = LocalDate.of(2026, 6, 30);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Inject
    Pool pool;

    private final Map<String, Integer> differences = new TreeMap<>();
    private final Map<String, String> examples = new TreeMap<>();
    private int compared;

    @AfterEach
    void presentTime() {
        Ingestion.presentTime();
    }

    @Test
    void aGeneratedBase() {
        Ingestion.forgetEverything();
        moveClockTo("2026-07-20T12:00:00Z");
        int accounts = 300;
        generate(accounts, new Random(5));
        List<String> ids = Ingestion.texts("select id from account order by id");
        for (LocalDate asOf : List.of(
                DAY,
                DAY.minusDays(1),
                DAY.plusDays(1),
                LocalDate.of(2026, 3, 31),
                LocalDate.of(2024, 2, 29),
                LocalDate.of(2026, 7, 10),
                LocalDate.of(2026, 7, 11),
                LocalDate.of(2026, 7, 20))) {
            compare(ids, asOf, null, null);
            compare(ids, asOf, asOf.minusDays(200), null);
            compare(ids, asOf, asOf, null);
            compare(ids, asOf, null, OffsetDateTime.parse("2026-07-21T00:00:00Z"));
            compare(ids, asOf, null, OffsetDateTime.parse("2026-07-19T00:00:00Z"));
        }
        report();
    }

    @Test
    void ravenStack() {
        String folder = System.getProperty("tidewatch.ravenstack", "src/test/resources/ravenstack-excerpt");
        new RavenStackReconciliation(new RavenStackBase(Path.of(folder))).loadAll();
        List<String> ids = Ingestion.texts("select id from account order by id");
        for (String day : List.of("2023-06-30", "2024-06-30", "2024-12-31", "2024-02-29", "2025-01-01")) {
            for (int i = 0; i < ids.size(); i += 500) {
                List<String> some = ids.subList(i, Math.min(ids.size(), i + 500));
                compare(some, LocalDate.parse(day), null, null);
                compare(some, LocalDate.parse(day), LocalDate.parse(day).minusDays(90), null);
            }
        }
        report();
    }

    private void report() {
        StringBuilder text = new StringBuilder("COMPARED " + compared + "\n");
        differences.forEach((what, count) -> text.append(count)
                .append(" x ")
                .append(what)
                .append("\n      ")
                .append(examples.get(what))
                .append('\n'));
        System.err.println(text);
        assertThat(differences).isEmpty();
    }

    private void compare(List<String> accounts, LocalDate asOf, LocalDate from, OffsetDateTime knownAt) {
        Catalogue catalogue = Ingestion.catalogue();
        EvaluatedCatalogue evaluated = EvaluatedCatalogue.of(catalogue);
        MetricScope scope = new MetricScope(accounts, asOf, from, knownAt, false);
        List<AccountValue> old = MetricComputation.compute(
                        pool, scope, MeasuredCatalogue.of(catalogue).metrics())
                .await()
                .atMost(LIMIT)
                .values();
        Map<String, AccountHistory> histories = new HashMap<>();
        List<String> metrics = MeasuredCatalogue.of(catalogue).metrics().stream()
                .map(m -> m.id())
                .toList();
        CompiledMetrics compiled = evaluated.compiled(metrics);
        pool.withConnection(connection -> Histories.load(
                        connection,
                        evaluated.vocabulary(),
                        new HistoryScope(accounts, compiled.kinds(), knownAt, asOf)))
                .await()
                .atMost(LIMIT)
                .forEach(history -> histories.put(history.accountId(), history));
        Evaluation evaluation = compiled.evaluation();
        Map<String, List<AccountValue>> byAccount = new TreeMap<>();
        old.forEach(value -> byAccount
                .computeIfAbsent(value.accountId(), a -> new ArrayList<>())
                .add(value));
        byAccount.forEach((account, values) -> {
            AccountHistory history = histories.get(account);
            AccountValues now = evaluation.evaluate(history, new Days(asOf, from));
            for (AccountValue before : values) {
                compared++;
                MetricDefinition definition =
                        catalogue.metric(before.definition().id()).orElseThrow();
                MetricValue value = now.value(definition.id());
                SlotValue kept =
                        ValueReading.kept(0, definition, value, evaluated.detailsOf(definition.id()), history, asOf);
                String was = shown(before);
                String is = shown(kept, value, definition);
                if (!was.equals(is) && !isJustified(before, kept)) {
                    String what = definition.id() + ": " + sign(was) + "  ->  " + sign(is);
                    differences.merge(what, 1, Integer::sum);
                    examples.putIfAbsent(
                            what,
                            account + " " + asOf + " from " + from + " known " + knownAt + ": " + was + "  ->  " + is);
                }
            }
        });
    }

    /**
     * What is meant to be different. Reasons have other words. What is there and is nothing was unknown and is absent. A window that
     * begins before a source does is unknown. Active users do not read the users. A ticket counts whoever opened it.
     */
    private static boolean isJustified(AccountValue before, SlotValue now) {
        boolean known = now.state() == SlotValue.State.KNOWN;
        if (before.known()) {
            return !known && now.reason().contains("are complete only from");
        }
        String metric = before.definition().id();
        if (known) {
            return metric.equals("active-user-percentage") && before.reason().contains(" users")
                    || metric.equals("average-resolution-time") && before.outside();
        }
        return before.outside() == (now.state() == SlotValue.State.OUTSIDE) || metric.equals("average-resolution-time");
    }

    private static String sign(String text) {
        return text.startsWith("KNOWN")
                ? "KNOWN"
                : text.replaceAll("\\d{4}-\\d\\d-\\d\\d", "DATE").replaceAll("\\d+", "N");
    }

    private static String shown(AccountValue value) {
        if (!value.known()) {
            return (value.outside() ? "OUTSIDE " : "UNKNOWN ") + value.reason();
        }
        return "KNOWN " + number(value.value()) + " of " + number(value.numerator()) + "/" + number(value.denominator())
                + " " + value.currency() + " @"
                + value.anchor() + " until " + value.coveredThrough() + " "
                + value.details().get("unansweredOutreach");
    }

    private static String shown(SlotValue kept, MetricValue value, MetricDefinition definition) {
        if (kept.state() != SlotValue.State.KNOWN) {
            return kept.state() + " " + kept.reason();
        }
        boolean arr = definition.id().equals("arr");
        return "KNOWN " + number(BigDecimal.valueOf(value.value())) + " of "
                + (arr
                        ? number(BigDecimal.valueOf(value.value()))
                        : number(kept.numerator() == null ? null : BigDecimal.valueOf(kept.numerator())))
                + "/"
                + number(kept.denominator() == null ? null : BigDecimal.valueOf(kept.denominator())) + " "
                + kept.currency() + " @" + kept.anchor() + " until " + kept.coveredThrough() + " "
                + kept.details().get("unansweredOutreach");
    }

    private static String number(BigDecimal number) {
        if (number == null) {
            return "-";
        }
        return number.signum() == 0
                ? "0"
                : number.round(new MathContext(10)).stripTrailingZeros().toPlainString();
    }

    private static void generate(int accounts, Random random) {
        StringBuilder account = new StringBuilder(
                "account_id,name,segment,business_model,lifecycle_stage,industry,country,csm_email,sales_owner_email,signup_date\n");
        StringBuilder period =
                new StringBuilder("period_id,account_id,start_date,end_date,mrr,currency,purchased_seats,trial,plan\n");
        StringBuilder user = new StringBuilder("user_id,account_id,email,seat_assigned_from,seat_assigned_until\n");
        StringBuilder usage = new StringBuilder("usage_id,account_id,user_id,day,feature,count,duration_seconds\n");
        StringBuilder ticket = new StringBuilder("ticket_id,account_id,opened_at,resolved_at,priority,satisfaction\n");
        StringBuilder contact = new StringBuilder("contact_id,account_id,name,email,role\n");
        StringBuilder touch = new StringBuilder(
                "touchpoint_id,account_id,kind,meeting_kind,status,direction,contact_ids,colleague_email,occurred_at,answered,answered_at,booked_at\n");
        String corrected = period.toString();
        int n = 0;
        for (int a = 0; a < accounts; a++) {
            String id = "a" + a;
            account.append(id).append(",N,S").append(a % 3).append(",,,,,,,\n");
            int periods = random.nextInt(5);
            for (int p = 0; p < periods; p++) {
                LocalDate start = near(random, 900);
                LocalDate end = random.nextInt(3) == 0
                        ? null
                        : random.nextBoolean()
                                ? start.plusYears(1)
                                : near(random, 500).plusDays(200);
                String row = "p" + n++ + "," + id + "," + start + "," + (end == null || end.isBefore(start) ? "" : end)
                        + ","
                        + (random.nextInt(12) == 0 ? "0" : "" + (1 + random.nextInt(90)) + ".5" + random.nextInt(10))
                        + "," + (random.nextInt(15) == 0 ? "USD" : "EUR") + ","
                        + (random.nextInt(15) == 0 ? "" : random.nextInt(12)) + "," + (random.nextInt(8) == 0) + ","
                        + (random.nextBoolean() ? "Pro" : "") + "\n";
                period.append(row);
                if (random.nextInt(6) == 0) {
                    corrected += row.replace(".5", ".7");
                }
            }
            int users = random.nextInt(6);
            for (int u = 0; u < users; u++) {
                user.append("u")
                        .append(a)
                        .append('x')
                        .append(u)
                        .append(',')
                        .append(id)
                        .append(",,")
                        .append(random.nextInt(8) == 0 ? "" : near(random, 300))
                        .append(',')
                        .append(random.nextInt(3) == 0 ? near(random, 30).plusDays(random.nextInt(60)) : "")
                        .append('\n');
            }
            int uses = random.nextInt(60);
            boolean heavy = random.nextBoolean();
            for (int u = 0; u < uses; u++) {
                usage.append("x")
                        .append(n++)
                        .append(',')
                        .append(id)
                        .append(',')
                        .append(random.nextInt(60) == 0 ? "" : "u" + a + "x" + random.nextInt(heavy ? 2 : 7))
                        .append(',')
                        .append(near(random, heavy ? 32 : 300))
                        .append(',')
                        .append(random.nextInt(3) == 0 ? "logins" : "reports")
                        .append(',')
                        .append(random.nextInt(4))
                        .append(",\n");
            }
            int tickets = random.nextInt(5);
            for (int t = 0; t < tickets; t++) {
                LocalDate opened = near(random, 120);
                ticket.append("k")
                        .append(n++)
                        .append(',')
                        .append(id)
                        .append(',')
                        .append(opened)
                        .append("T")
                        .append(random.nextBoolean() ? "00:00:00Z" : "23:59:59Z")
                        .append(',')
                        .append(
                                random.nextInt(4) == 0
                                        ? ""
                                        : opened.plusDays(1 + random.nextInt(20))
                                                + (random.nextBoolean() ? "T00:00:00Z" : "T12:34:56Z"))
                        .append(",,\n");
            }
            int contacts = random.nextInt(4);
            for (int c = 0; c < contacts; c++) {
                contact.append("c")
                        .append(a)
                        .append('x')
                        .append(c)
                        .append(',')
                        .append(id)
                        .append(",N,,")
                        .append(random.nextInt(2) == 0 ? "EXECUTIVE_SPONSOR" : "USER")
                        .append('\n');
            }
            int touches = random.nextInt(10);
            for (int t = 0; t < touches; t++) {
                String kind = List.of("MEETING", "CALL", "EMAIL").get(random.nextInt(3));
                String status = kind.equals("EMAIL")
                        ? "SENT"
                        : List.of("HELD", "MISSED", "DECLINED", "SCHEDULED", "CANCELLED")
                                .get(random.nextInt(5));
                LocalDate day = near(random, 80);
                boolean answered = kind.equals("EMAIL") && random.nextInt(3) == 0;
                touch.append("t")
                        .append(n++)
                        .append(',')
                        .append(id)
                        .append(',')
                        .append(kind)
                        .append(",,")
                        .append(status)
                        .append(',')
                        .append(kind.equals("EMAIL") ? random.nextBoolean() ? "OUTBOUND" : "INBOUND" : "")
                        .append(',')
                        .append(random.nextInt(5) == 0 ? "" : "c" + a + "x" + random.nextInt(4))
                        .append(",,")
                        .append(day)
                        .append(random.nextBoolean() ? "T00:00:00Z" : "T15:00:00Z")
                        .append(',')
                        .append(answered ? "true" : "")
                        .append(',')
                        .append(answered && random.nextBoolean() ? day.plusDays(random.nextInt(5)) + "T18:00:00Z" : "")
                        .append(",\n");
            }
        }
        check(load("tidewatch-accounts", null, account.toString()));
        check(load("tidewatch-contract-periods", null, period.toString()));
        check(load("tidewatch-users", null, user.toString()));
        check(load("tidewatch-usage", "2026-07-10", usage.toString()));
        check(load("tidewatch-tickets", "2026-07-10", ticket.toString()));
        check(load("tidewatch-contacts", null, contact.toString()));
        check(load("tidewatch-touchpoints", "2026-07-10", touch.toString()));
        moveClockTo("2026-07-22T12:00:00Z");
        correct("tidewatch-contract-periods", corrected);
    }

    private static void check(com.fasterxml.jackson.databind.JsonNode job) {
        System.err.println(job.get("kind") + " " + job.get("counts"));
    }

    /** Days around those that are asked for, and a year before them. */
    private static LocalDate near(Random random, int spread) {
        LocalDate day =
                switch (random.nextInt(4)) {
                    case 0 -> DAY.minusDays(30);
                    case 1 -> DAY.minusYears(1);
                    case 2 -> DAY.minusDays(90);
                    default -> DAY;
                };
        return random.nextInt(3) == 0 ? day.plusDays(random.nextInt(3) - 1) : DAY.minusDays(random.nextInt(spread));
    }
}
