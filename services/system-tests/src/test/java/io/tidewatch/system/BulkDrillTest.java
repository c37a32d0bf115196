package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * account-ingestion is killed as kill -9 does it amid a large import, amid the pass over all accounts of a new day and amid the
 * daily comparison; and it gets every record three times in any order. {@code make drills} takes 500,000 rows and kills twenty
 * times; every run takes fewer.
 */
@Order(10)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BulkDrillTest {

    private static final String SERVICE = "account-ingestion";
    private static final int KILLS = World.FULL_DRILLS ? 20 : 1;
    private static final int ROWS = World.FULL_DRILLS ? 500_000 : 40_000;
    private static final int ACCOUNTS = 500;
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** The pass packs usage into usage_packed; the daily comparison behind it begins in metric_check. */
    private static final List<String> WRITTEN_BY_THE_PASS =
            List.of("account_values", "metric_dirty", "metric_sweep", "usage_packed", "metric_check");

    private static final Pattern REASON = Pattern.compile("\"reason\":\"[^\"]*\"");

    private static World world;

    @BeforeAll
    static void start() {
        world = World.get();
    }

    @Test
    @Order(1)
    void killedAmidALargeImportNoRowIsLostOrDoubled() throws SQLException {
        load("tidewatch-accounts", accounts("bulk", ACCOUNTS));
        List<String> rows = new ArrayList<>();
        long sum = 0;
        LocalDate today = world.today();
        Random random = new Random(7);
        for (int i = 0; i < ROWS; i++) {
            int count = 1 + random.nextInt(9);
            sum += count;
            String row = usage("bulk", i, today.minusDays(1 + i % 300), Integer.toString(count));
            rows.add(row);
            if (i % 100 == 1) {
                // Sent twice.
                rows.add(row);
            }
            if (i % 100 == 2) {
                rows.add(usage("bulk", ROWS + i, today.minusDays(1), "many"));
            }
        }
        String job = send("tidewatch-usage", USAGE_COLUMNS, rows);
        for (int kill = 1; kill <= KILLS; kill++) {
            long reached = (long) rows.size() * kill / (KILLS + 1);
            await(() -> assertThat(number("select row_count from import_job where id = '" + job + "'"))
                    .isGreaterThanOrEqualTo(reached));
            killAndRestart();
        }
        JsonNode counts = done(job).get("counts");
        assertThat(counts.get("accepted").asLong()).isEqualTo(ROWS);
        assertThat(counts.get("present").asLong()).isEqualTo(ROWS / 100);
        assertThat(counts.get("rejected").asLong()).isEqualTo(ROWS / 100);
        String stored = " from usage_known('infinity') where account_id like 'bulk-%'";
        assertThat(number("select count(*)" + stored)).isEqualTo(ROWS);
        assertThat(number("select sum(count)" + stored)).isEqualTo(sum);
        assertThat(number("select count(*) from unsettled_row where job_id = '" + job + "'"))
                .isEqualTo(ROWS / 100);
    }

    /** Twenty restarts, each with the pass of a day over the rows of the import, take some ten minutes on two processors. */
    @Test
    @Order(2)
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void killedAmidThePassOfANewDayAllValuesAreThoseOfTheDay() throws SQLException {
        for (int kill = 0; kill < KILLS; kill++) {
            String table = WRITTEN_BY_THE_PASS.get(kill % WRITTEN_BY_THE_PASS.size());
            // So the pass packs usage, too.
            execute("truncate usage_packed");
            try (Connection holder = database()) {
                holder.setAutoCommit(false);
                try (Statement statement = holder.createStatement()) {
                    statement.execute("lock table " + table + " in exclusive mode");
                }
                Instant tomorrow = world.today().plusDays(1).atTime(3, 0).toInstant(ZoneOffset.UTC);
                world.suite().clock().setOffset(Duration.between(Instant.now(), tomorrow), () -> {});
                await(() -> assertThat(number("select count(*) from pg_locks where not granted and relation = '" + table
                                + "'::regclass"))
                        .isPositive());
                world.instance(SERVICE).process().kill();
            }
            world.suite().services().restart(SERVICE);
            settled();
            await(() -> assertThat(number("select count(*) from metric_check"
                            + " where day = business_today() and account_id is null"))
                    .isEqualTo(1));
        }
        assertThat(number("select count(*) from account_values where next_change_at <= business_today()"))
                .isZero();
        Map<String, String> before = valuesOfAll();
        execute("truncate usage_packed");
        execute("select mark_dirty(array(select id from account), null)");
        settled();
        assertThat(valuesOfAll()).hasSizeGreaterThan(ACCOUNTS).isEqualTo(before);
    }

    @Test
    void everyRecordThreeTimesInAnyOrderGivesTheValuesOfOnce() throws SQLException {
        int customers = 30;
        for (String group : List.of("once", "thrice")) {
            load("tidewatch-accounts", accounts(group, customers));
            load(PERIODS, periods(group, customers));
        }
        List<String> usage = new ArrayList<>();
        List<String> calls = new ArrayList<>();
        LocalDate today = world.today();
        for (int i = 0; i < customers * 40; i++) {
            usage.add("#-u%d,#-%d,#-%d-user-%d,%s,views,%d,"
                    .formatted(i, i % customers, i % customers, i % 7, today.minusDays(1 + i % 60), 1 + i % 5));
            calls.add("#-c%d,#-%d,CALL,,HELD,OUTBOUND,,nadia@example.com,%sT09:00:00Z,,,"
                    .formatted(i, i % customers, today.minusDays(1 + i % 50)));
        }
        load("tidewatch-usage", of("once", USAGE_COLUMNS, usage));
        load("tidewatch-touchpoints", of("once", CALL_COLUMNS, calls));
        List<CompletableFuture<String>> jobs = new ArrayList<>();
        for (int time = 0; time < 3; time++) {
            Random order = new Random(time);
            List<String> someUsage = new ArrayList<>(usage);
            List<String> someCalls = new ArrayList<>(calls);
            Collections.shuffle(someUsage, order);
            Collections.shuffle(someCalls, order);
            jobs.add(CompletableFuture.supplyAsync(
                    () -> upload("tidewatch-usage", of("thrice", USAGE_COLUMNS, someUsage))));
            jobs.add(CompletableFuture.supplyAsync(
                    () -> upload("tidewatch-touchpoints", of("thrice", CALL_COLUMNS, someCalls))));
        }
        jobs.forEach(job -> done(job.join()));
        settled();
        for (int i = 0; i < customers; i++) {
            String once = values("once-" + i);
            assertThat(once).contains("KNOWN");
            assertThat(values("thrice-" + i).replace("thrice-", "once-")).isEqualTo(once);
        }
    }

    private static final String USAGE_COLUMNS = "usage_id,account_id,user_id,day,feature,count,duration_seconds";
    private static final String CALL_COLUMNS =
            "touchpoint_id,account_id,kind,meeting_kind,status,direction,contact_ids,"
                    + "colleague_email,occurred_at,answered,answered_at,booked_at";
    private static final String PERIODS = "tidewatch-contract-periods";

    private static String accounts(String group, int count) {
        return of(
                group,
                "account_id,name,segment,business_model,lifecycle_stage,industry,country,csm_email,sales_owner_email,signup_date",
                IntStream.range(0, count)
                        .mapToObj(i ->
                                "#-" + i + ",#-" + i + " Ltd,SMB,SEAT_BASED,ENGAGEMENT,Retail,DE,nadia@example.com,,")
                        .toList());
    }

    private static String periods(String group, int count) {
        LocalDate today = world.today();
        return of(
                group,
                "period_id,account_id,start_date,end_date,mrr,currency,purchased_seats,trial,plan",
                IntStream.range(0, count)
                        .mapToObj(i -> "#-p" + i + ",#-" + i + "," + today.minusDays(200) + "," + today.plusDays(165)
                                + ",1000.00,EUR,10,false,Team")
                        .toList());
    }

    /** The rows of a group of accounts; # stands for its name. */
    private static String of(String group, String columns, List<String> rows) {
        return columns + "\n" + String.join("\n", rows).replace("#", group) + "\n";
    }

    private static String usage(String group, int i, LocalDate day, String count) {
        int account = i % ACCOUNTS;
        return group + "-" + i + "," + group + "-" + account + "," + group + "-" + account + "-user-" + i % 11 + ","
                + day + ",views," + count + ",";
    }

    private static String send(String mapping, String columns, List<String> rows) {
        return upload(mapping, columns + "\n" + String.join("\n", rows) + "\n");
    }

    private static void load(String mapping, String csv) {
        JsonNode counts = done(upload(mapping, csv)).get("counts");
        assertThat(counts.get("rejected").asInt() + counts.get("conflicts").asInt())
                .isZero();
    }

    private static String upload(String mapping, String csv) {
        return world.loader()
                .post(
                        "/v1/imports?mapping=" + mapping + "&completeThrough=" + world.today(),
                        "text/csv",
                        csv.getBytes(StandardCharsets.UTF_8))
                .expect(202)
                .json()
                .get("id")
                .asText();
    }

    private static JsonNode done(String job) {
        JsonNode[] last = new JsonNode[1];
        await(() -> {
            last[0] = world.loader().get("/v1/imports/" + job).expect(200).json();
            assertThat(last[0].get("state").asText()).isEqualTo("DONE");
        });
        return last[0];
    }

    private static void killAndRestart() {
        world.instance(SERVICE).process().kill();
        world.suite().services().restart(SERVICE);
    }

    /** By account, its values. The days and counts in the reason of a missing one may be those of an earlier day. */
    private static Map<String, String> valuesOfAll() throws SQLException {
        Map<String, String> values = new TreeMap<>();
        for (String account : text("select id from account").split("\n")) {
            values.put(account, REASON.matcher(values(account)).replaceAll(reason -> reason.group()
                    .replaceAll("\\d+", "#")));
        }
        return values;
    }

    /** The values of an account, without when they were computed. */
    private static String values(String account) {
        return world.as("ana", SERVICE)
                .get("/v1/accounts/" + account + "/metrics")
                .expect(200)
                .body();
    }

    /** Waits until no account waits to be computed. */
    private static void settled() {
        await(() -> {
            assertThat(number("select count(*) from metric_sweep")).isZero();
            assertThat(number("select count(*) from metric_dirty")).isZero();
            assertThat(number("select count(*) from metric_day where day = business_today()"))
                    .isEqualTo(1);
        });
    }

    private static void await(ThrowingRunnable check) {
        Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .untilAsserted(check);
    }

    private static long number(String query) throws SQLException {
        return Long.parseLong(text(query));
    }

    /** All cells of the answer, one row a line. */
    private static String text(String query) throws SQLException {
        try (Connection connection = database();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            StringBuilder text = new StringBuilder();
            while (rows.next()) {
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    text.append(column == 1 ? "" : " ").append(rows.getString(column));
                }
                text.append(rows.isLast() ? "" : "\n");
            }
            return text.toString();
        }
    }

    private static Connection database() throws SQLException {
        Connection connection = world.suite().postgres().administer("tidewatch");
        connection.setSchema("ingestion");
        return connection;
    }

    private static void execute(String statement) throws SQLException {
        try (Connection connection = database();
                Statement run = connection.createStatement()) {
            run.execute(statement);
        }
    }
}
