package io.tidewatch.engine.fact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import io.tidewatch.engine.client.ingestion.model.AccountChange;
import io.tidewatch.engine.client.ingestion.model.AccountMetrics;
import io.tidewatch.engine.judging.JudgingLoop;
import io.tidewatch.engine.standin.Bundles;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.FixtureRules;
import io.tidewatch.feed.Partitions;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.compile.AccountResults;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.testsuite.TestDatabase;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What a pass over all accounts takes with fifty thresholds, from and to the database, and prints it; minutes, with {@code -Dpass.accounts=10000
 * -Dtidewatch.judging.slice=200 -Dtidewatch.judging.look=2000}. A tenth of the values is unknown.
 */
@EngineTest
@EnabledIfSystemProperty(named = "pass.accounts", matches = "[0-9]+")
class FullPassDrillTest {

    private static final int ACCOUNTS = Integer.getInteger("pass.accounts", 0);
    /** So many are judged by the first pass; the others are stored as judged, without their flags, which no pass reads. */
    private static final int NEW = Integer.getInteger("pass.new", 1_000);

    private static final int THRESHOLDS = 50;
    private static final int TOGETHER = 250;
    private static final int MEGABYTE = 1 << 20;
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final ObjectMapper JSON = new ObjectMapper().findAndRegisterModules();

    private static final String STORE = """
            insert into account_fact (account_id, partition, attributes, attributes_version, attributes_packed,
                                      metrics, metrics_version, metrics_packed, judged_as, quiet)
            select r->>'id', (r->>'partition')::smallint, r->'attributes', 1, decode(r->>'packedAttributes', 'base64'),
                   r->'metrics', 1, decode(r->>'packedMetrics', 'base64'), r->>'judgedAs', r->>'judgedAs' is not null
            from jsonb_array_elements(?::jsonb) r
            on conflict (account_id) do update
            set metrics = excluded.metrics, metrics_packed = excluded.metrics_packed, dirty = true
            """;

    private final Catalogue catalogue = Catalogue.parse(files("first"));

    @Inject
    JudgingLoop loop;

    private LocalDate today;
    /** For looking whether the work is done: a new connection for each look takes longer than some of the work. */
    private Connection watcher;

    @BeforeEach
    void begin() throws SQLException {
        Engine.awaitRules();
        today = Engine.today();
        watcher = TestDatabase.shared().connect("rules");
    }

    @AfterEach
    void backToTheFixtureRules() throws SQLException {
        watcher.close();
        Bundles.activate(FixtureRules.bundle().hash());
    }

    @Test
    void aPassWritesNothingWhenNothingChanges() {
        try (CompiledBundle bundle = new BundleCompiler().compile(RuleBundle.of(files("first")))) {
            for (int from = 0; from < ACCOUNTS; from += TOGETHER) {
                store(from, Math.min(ACCOUNTS, from + TOGETHER), bundle);
            }
        }
        Engine.sql("analyze account_fact");
        pass("first pass, each flag of " + NEW + " accounts is new", "first");
        long flags = Engine.number("select count(*) from flag where account_id like 'pass-%'");
        assertThat(flags).isEqualTo((long) NEW * THRESHOLDS);
        String before = state();

        for (String bundle : new String[] {"second", "third", "fourth"}) {
            pass("pass with other rules, which are compiled first, nothing changes", bundle);
        }
        for (int times = 0; times < 3; times++) {
            measured("pass as on a new day, nothing changes", ACCOUNTS, () -> {
                Engine.sql("update partition_work set pass_key = ''");
                loop.wake();
                awaitPass();
            });
        }

        assertThat(state()).isEqualTo(before);
        touched();
        memory();
    }

    /** Of the service and this test together; resident memory as the kernel counts it, now and at its peak. */
    private static void memory() {
        System.gc();
        Runtime heap = Runtime.getRuntime();
        System.out.printf(
                Locale.ROOT,
                "PASS memory: heap of at most %,d MB, %,d MB in use after a collection; %s%n",
                heap.maxMemory() / MEGABYTE,
                (heap.totalMemory() - heap.freeMemory()) / MEGABYTE,
                resident());
    }

    private static String resident() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS") || line.startsWith("VmHWM"))
                    .map(line -> line.replaceAll("\\s+", " "))
                    .collect(Collectors.joining(", "));
        } catch (IOException e) {
            return "resident memory is not known here";
        }
    }

    /** All versions of flags, and how often accounts were written. */
    private static String state() {
        return Engine.texts(
                                "select sum(version) || ' ' || count(distinct xmin::text) from flag where account_id like 'pass-%'")
                        .getFirst()
                + Engine.texts(
                        "select count(distinct xmin::text)::text from account_fact where account_id like 'pass-%'");
    }

    private void pass(String what, String bundle) {
        String hash = Bundles.checked(Bundles.upload(files(bundle))).getString("hash");
        measured(what, ACCOUNTS, () -> {
            Bundles.activate(hash);
            awaitPass();
            assertThat(Bundles.active()).isEqualTo(hash);
        });
    }

    private void awaitPass() {
        awaitNone(Duration.ofMillis(20), Engine.PARTITIONS_OF_THE_PASS);
    }

    /** As the feed does it, which wakes the loop. */
    private void touched() {
        for (int times = 0; times < 3; times++) {
            // Finding them takes as long as judging them, and is not part of it.
            Engine.sql("update account_fact set dirty = true where account_id like 'pass-%00'");
            measured("a hundredth touched, with the same outcomes", ACCOUNTS / 100, () -> {
                loop.wake();
                awaitJudged();
            });
        }
        ArrayNode rows = JSON.createArrayNode();
        for (int number = 0; number < NEW; number += 10) {
            ObjectNode metrics = metrics("pass-" + number, new Random(number));
            ((ObjectNode) metrics.get("values").get(0))
                    .put("state", "KNOWN")
                    .put("value", number % 20 == 0 ? "99" : "1");
            rows.add(row(number, metrics));
        }
        measured("accounts touched, about half of them with another outcome", rows.size(), () -> {
            Engine.sql(STORE, rows.toString());
            loop.wake();
            awaitJudged();
        });
    }

    private void awaitJudged() {
        awaitNone(Duration.ofMillis(10), "select count(*) from account_fact where dirty");
    }

    private void awaitNone(Duration interval, String count) {
        await().atMost(LIMIT).pollInterval(interval).until(() -> {
            try (Statement statement = watcher.createStatement();
                    ResultSet rows = statement.executeQuery(count)) {
                rows.next();
                return rows.getLong(1) == 0;
            }
        });
    }

    private static void measured(String what, int accounts, Runnable work) {
        double before = cpu();
        double database = databaseCpu();
        long started = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - started) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "PASS %s: %,d accounts in %.2f s, %,.0f/s; CPU per account %.1f µs of the service (with this test), %.1f µs of PostgreSQL%n",
                what,
                accounts,
                seconds,
                accounts / seconds,
                1e6 * (cpu() - before) / accounts,
                1e6 * (databaseCpu() - database) / accounts);
    }

    private static double cpu() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e9;
    }

    private static double databaseCpu() {
        return ProcessHandle.current()
                        .descendants()
                        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                        .mapToLong(Duration::toMillis)
                        .sum()
                / 1e3;
    }

    private void store(int from, int to, CompiledBundle bundle) {
        ArrayNode rows = JSON.createArrayNode();
        for (int number = from; number < to; number++) {
            rows.add(row(number, metrics("pass-" + number, new Random(number))));
        }
        List<AccountResults> results = judged(bundle, rows);
        for (int number = Math.max(from, NEW); number < to; number++) {
            ObjectNode row = (ObjectNode) rows.get(number - from);
            row.put("judgedAs", results.get(number - from).signature());
            // Only what is judged in full is read as it was published.
            ((ObjectNode) row.get("metrics")).putArray("values");
        }
        Engine.sql(STORE, rows.toString());
    }

    private static ObjectNode row(int number, ObjectNode metrics) {
        String id = "pass-" + number;
        ObjectNode attributes = JSON.createObjectNode()
                .put("id", id)
                .put("name", "Account " + number)
                .put("businessModel", "ENTERPRISE")
                .put("segment", "Enterprise");
        ObjectNode row = JSON.createObjectNode()
                .put("id", id)
                .put("partition", Partitions.of(id))
                .put("packedAttributes", packed(PackedFacts.attributes(read(attributes, AccountChange.class))))
                .put("packedMetrics", packed(PackedFacts.metrics(read(metrics, AccountMetrics.class))));
        row.set("attributes", attributes);
        row.set("metrics", metrics);
        return row;
    }

    private List<AccountResults> judged(CompiledBundle bundle, ArrayNode rows) {
        List<AccountFacts> facts = new ArrayList<>();
        for (JsonNode row : rows) {
            AccountFact fact = new AccountFact(
                    row.get("id").asText(),
                    read(row.get("attributes"), AccountChange.class),
                    read(row.get("metrics"), AccountMetrics.class),
                    null,
                    0,
                    null,
                    null);
            facts.add(FactMapper.facts(fact, bundle.catalogue(), today));
        }
        return bundle.evaluate(facts, today.atStartOfDay().toInstant(ZoneOffset.UTC));
    }

    private static <T> T read(JsonNode json, Class<T> type) {
        try {
            return JSON.treeToValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Generated facts match the contract", e);
        }
    }

    private static String packed(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private ObjectNode metrics(String id, Random random) {
        ObjectNode metrics = JSON.createObjectNode()
                .put("accountId", id)
                .put("catalogueHash", catalogue.catalogueHash())
                .put("asOf", "2026-01-01")
                .put("customer", true);
        ArrayNode values = metrics.putArray("values");
        for (MetricDefinition metric : catalogue.tracked()) {
            ObjectNode value = values.addObject()
                    .put("metric", metric.id())
                    .put("definitionHash", metric.definitionHash())
                    .put("coveredThrough", LocalDate.of(2999, 1, 1).toString());
            if (random.nextInt(10) == 0) {
                value.put("state", "UNKNOWN").put("reason", "no source brings it");
            } else {
                value.put("state", "KNOWN").put("value", Integer.toString(random.nextInt(100)));
            }
        }
        return metrics;
    }

    /** Fifty metrics with a threshold each, upon the words of the fixture. */
    private static Map<String, String> files(String name) {
        Map<String, String> files = new TreeMap<>(Bundles.rules());
        files.keySet().removeIf(file -> !file.equals("shared.yaml") && !file.startsWith("records/"));
        StringBuilder drl = new StringBuilder("package rules;\n");
        for (int index = 0; index < THRESHOLDS; index++) {
            String number = "%02d".formatted(index);
            files.put("metrics/figure-" + number + ".yaml", """
                    id: figure-%1$s
                    name: Figure %1$s
                    description: A figure.
                    questions: [RENEW]
                    type: LEADING
                    focusArea: Expansion
                    stages: [ADOPTION]
                    journeyStep: ADOPTION
                    unit: NUMBER
                    direction: CONTEXT
                    status: TRACKED
                    value: seats + %2$d
                    """.formatted(number, index));
            drl.append("""
                    rule "Figure %1$s is high, by the %2$s rules"
                        @threshold("figure-%1$s-high") @level("AT_RISK") @question("RENEW") @because("It is {figure%1$s}.")
                    when
                        $account : Account( figure%1$s >= 90 )
                    then
                        flags.raise($account, "figure-%1$s-high");
                    end
                    """.formatted(number, name));
        }
        files.put("thresholds/figures.drl", drl.toString());
        return files;
    }
}
