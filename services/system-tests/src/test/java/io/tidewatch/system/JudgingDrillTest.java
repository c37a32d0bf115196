package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.suite.service.ServiceInstance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Three replicas of rules-engine judge all accounts again and again, by rules that raise a flag of each and by rules that clear it,
 * while the one that is in the middle of a write is killed as kill -9 does it.
 */
@Order(11)
@EnabledIfSystemProperty(
        named = "tidewatch.drills",
        matches = "full",
        disabledReason = "some minutes; part of make drills")
class JudgingDrillTest {

    private static final String SERVICE = "rules-engine";
    private static final String BOUND = "daysSinceExecutiveContact >= 30";
    private static final int ACCOUNTS = 1_000;
    private static final int KILLS = 20;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private static World world;

    @BeforeAll
    static void start() {
        world = World.get();
        world.suite().services().scale(SERVICE, 3);
    }

    @AfterAll
    static void end() {
        world.suite().services().scale(SERVICE, 1);
    }

    @Test
    @Timeout(value = 40, unit = TimeUnit.MINUTES)
    void killedAmidFullPassesEveryCrossingIsOneTransitionAndEveryEscalationHappensOnce() throws Exception {
        loadSilentCustomers();
        await(() -> assertThat(flags("RAISED")).isEqualTo(ACCOUNTS));
        Instant start = world.suite().clock().now();
        String loud = active();
        String quiet = uploadQuietRules();
        Random random = new Random(11);
        for (int kill = 1; kill <= KILLS; kill++) {
            boolean raises = kill % 2 == 0;
            if (raises) {
                // Beyond the hold of the flag, so that an episode begins; escalations fall due in this pass.
                world.moveTo(world.suite().clock().now().plus(Duration.ofDays(8)));
            }
            killAmid(random.nextInt(ACCOUNTS), raises ? loud : quiet);
            await(() -> assertThat(flags(raises ? "RAISED" : "CLEAR")).isEqualTo(ACCOUNTS));
            await(() -> assertThat(number("select count(*) from partition_work where not pass_done"))
                    .isZero());
        }
        everyCrossingIsOneTransition(start);
        everyEscalationHappenedOnce();
    }

    /** Activates rules, and kills the replica that is about to write the flag of an account. */
    private static void killAmid(int account, String bundle) throws SQLException {
        String id = "drill-" + account;
        ServiceInstance victim;
        try (Connection holder = database()) {
            holder.setAutoCommit(false);
            try (Statement statement = holder.createStatement()) {
                statement.execute("select 1 from flag where account_id = '" + id
                        + "' and threshold_id = 'executive-silence' for update");
            }
            World.eventually(() -> world.as("ana", SERVICE)
                    .put("/v1/bundles/" + bundle + "/activation", "")
                    .expect(200));
            AtomicReference<ServiceInstance> waiting = new AtomicReference<>();
            await(() -> waiting.set(waiting().getFirst()));
            victim = waiting.get();
            victim.process().kill();
        }
        world.suite().services().replace(victim);
    }

    /** The replicas that wait for a lock; the connections of one that was killed may still do so, too. */
    private static List<ServiceInstance> waiting() throws SQLException {
        String names = text("select coalesce(string_agg(application_name, ' '), '') from pg_stat_activity"
                + " where usename = 'rules' and wait_event_type = 'Lock'");
        return world.suite().services().instances(SERVICE).stream()
                .filter(instance -> names.contains(instance.id()))
                .toList();
    }

    /** A value may be unknown for a while after the clock was moved; then its flag is UNKNOWN in between. */
    private static void everyCrossingIsOneTransition(Instant start) throws SQLException {
        String transitions = " from flag_transition where account_id like 'drill-%'"
                + " and threshold_id = 'executive-silence' and at > '" + start + "'";
        String known = transitions + " and to_state <> 'UNKNOWN'";
        assertThat(text("select string_agg(states, '; ') from (select account_id || ' '"
                        + " || string_agg(to_state, ' ' order by number) as states" + known
                        + " group by account_id having string_agg(to_state, ' ' order by number) <> '"
                        + "CLEAR RAISED ".repeat(KILLS / 2).trim() + "') other"))
                .isNull();
        assertThat(number("select count(*)" + known)).isEqualTo((long) ACCOUNTS * KILLS);
        String published = " from feed_change where type = 'flag' and key like 'drill-%'"
                + " and data ->> 'thresholdId' = 'executive-silence' and occurred_at > '" + start + "'";
        assertThat(number("select count(*)" + published)).isEqualTo(number("select count(*)" + transitions));
        assertThat(number("select count(distinct (key, version))" + published))
                .isEqualTo(number("select count(*)" + published));
    }

    private static void everyEscalationHappenedOnce() throws SQLException {
        String runs =
                " from playbook_run r where r.account_id like 'drill-%' and r.playbook = 'executive-re-engagement'";
        assertThat(number("select count(*)" + runs)).isGreaterThanOrEqualTo(ACCOUNTS);
        // A flag is raised anew after 8 days, so each run but the newest has been open for longer than a week.
        long expected = number("select count(*)" + runs + " and r.opened_at + interval '8 days' <= '"
                + world.suite().clock().now() + "'");
        assertThat(expected).isGreaterThanOrEqualTo(ACCOUNTS);
        String escalations =
                " from feed_change c where c.type = 'action' and c.data ->> 'step' = 'leadership-outreach-leader'"
                        + " and c.data -> 'account' ->> 'id' like 'drill-%'";
        assertThat(number("select count(distinct c.data -> 'run' ->> 'id')" + escalations))
                .isEqualTo(expected);
        assertThat(number("select count(distinct c.key)" + escalations)).isEqualTo(expected);
        assertThat(number("select count(*)" + escalations
                        + " and c.occurred_at < (select r.opened_at + interval '7 days' from playbook_run r"
                        + " where r.id = (c.data -> 'run' ->> 'id')::uuid)"))
                .isZero();
    }

    private static long flags(String state) throws SQLException {
        return number("select count(*) from flag where account_id like 'drill-%' and threshold_id = 'executive-silence'"
                + " and state = '" + state + "'");
    }

    private static void loadSilentCustomers() {
        LocalDate today = world.today();
        load(
                "tidewatch-accounts",
                "account_id,name,segment,business_model,lifecycle_stage,industry,country,csm_email,sales_owner_email,signup_date",
                i -> "drill-" + i + ",Drill " + i + ",SMB,SEAT_BASED,ENGAGEMENT,Retail,DE,nadia@example.com,,"
                        + today.minusDays(200));
        load(
                "tidewatch-contract-periods",
                "period_id,account_id,start_date,end_date,mrr,currency,purchased_seats,trial,plan",
                i -> "drill-p" + i + ",drill-" + i + "," + today.minusDays(200) + "," + today.plusDays(900)
                        + ",1000.00,EUR,10,false,Team");
        load(
                "tidewatch-contacts",
                "contact_id,account_id,name,email,role",
                i -> "drill-s" + i + ",drill-" + i + ",Sponsor " + i + ",s" + i + "@drill.example,EXECUTIVE_SPONSOR");
        load(
                "tidewatch-touchpoints",
                "touchpoint_id,account_id,kind,meeting_kind,status,direction,contact_ids,colleague_email,occurred_at,"
                        + "answered,answered_at,booked_at",
                i -> "drill-c" + i + ",drill-" + i + ",CALL,,HELD,OUTBOUND,drill-s" + i + ",nadia@example.com,"
                        + today.minusDays(40) + "T09:00:00Z,,,");
    }

    private static void load(String mapping, String columns, IntFunction<String> row) {
        String csv = IntStream.range(0, ACCOUNTS).mapToObj(row).collect(Collectors.joining("\n", columns + "\n", "\n"));
        String job = world.loader()
                .post(
                        "/v1/imports?mapping=" + mapping + "&completeThrough=" + world.today(),
                        "text/csv",
                        csv.getBytes(StandardCharsets.UTF_8))
                .expect(202)
                .json()
                .get("id")
                .asText();
        await(() -> {
            JsonNode state =
                    world.loader().get("/v1/imports/" + job).expect(200).json();
            assertThat(state.get("state").asText()).isEqualTo("DONE");
            assertThat(state.at("/counts/accepted").asInt()).isEqualTo(ACCOUNTS);
        });
    }

    private static String active() {
        return world.as("ana", SERVICE).all("/v1/bundles").stream()
                .filter(bundle -> bundle.get("state").asText().equals("ACTIVE"))
                .findFirst()
                .orElseThrow()
                .get("hash")
                .asText();
    }

    /** The rules of this repository, but no silence is long enough for a flag; without the scenarios that know the bound. */
    private static String uploadQuietRules() throws IOException {
        String hash = world.as("ana", SERVICE)
                .post("/v1/bundles", "application/zip", quietRules())
                .expect(202)
                .json()
                .get("hash")
                .asText();
        await(() -> assertThat(world.as("ana", SERVICE)
                        .get("/v1/bundles/" + hash)
                        .expect(200)
                        .json()
                        .get("state")
                        .asText())
                .isEqualTo("VALIDATED"));
        return hash;
    }

    private static byte[] quietRules() throws IOException {
        Path rules = world.suite().settings().checkout().rules();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes);
                Stream<Path> files = Files.walk(rules)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = rules.relativize(file).toString();
                String text = Files.readString(file);
                if (name.startsWith("scenarios/") && !name.startsWith("scenarios/metrics/")) {
                    continue;
                }
                if (name.equals("thresholds/executive-silence.drl")) {
                    assertThat(text).contains(BOUND);
                    text = text.replace(BOUND, "daysSinceExecutiveContact >= 9000");
                }
                zip.putNextEntry(new ZipEntry(name));
                zip.write(text.getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
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

    private static String text(String query) throws SQLException {
        try (Connection connection = database();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static Connection database() throws SQLException {
        Connection connection = world.suite().postgres().administer("tidewatch");
        connection.setSchema("rules");
        return connection;
    }
}
