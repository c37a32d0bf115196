package io.tidewatch.benchmarks.base;

import static io.tidewatch.benchmarks.base.WrittenBase.date;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CustomerBaseTest {

    private static final LocalDate DAY = LocalDate.parse("2026-01-01");
    private static final List<LocalDate> OBSERVED = List.of(DAY.minusDays(180), DAY);
    private static final BaseSettings SETTINGS = new BaseSettings(5_000, 7, DAY, 8, true);

    /** Of seed 1 and 1,000 accounts; whoever changes the generator on purpose changes it, too. */
    private static final String SHA_256 = "82722f3b8fc69499112cba4e0841d1632e04949b3dcc62f39fe1ac0eb48d8f4d";

    @TempDir
    static Path folders;

    private static WrittenBase planted;
    private static WrittenBase plain;

    @BeforeAll
    static void write() {
        planted = written(SETTINGS, "planted");
        plain = written(new BaseSettings(5_000, 7, DAY, 8, false), "plain");
    }

    /** What was read fills the memory that other tests need. */
    @AfterAll
    static void forget() {
        planted = null;
        plain = null;
    }

    @Test
    void sameSeedGivesTheSameBytesOnEveryMachine() throws IOException {
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
            assertThat(sha256(1)).isEqualTo(SHA_256);
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void anotherSeedGivesOtherBytes() throws IOException {
        assertThat(sha256(2)).isNotEqualTo(SHA_256);
    }

    @ParameterizedTest
    @EnumSource(PlantedMetric.class)
    void metricSeparatesThoseWhoLeaveWithinTheStatedBounds(PlantedMetric metric) {
        for (LocalDate day : OBSERVED) {
            assertThat(planted.auc(metric, day))
                    .as("AUC of %s on %s", metric.id(), day)
                    .isBetween(metric.lowest(SETTINGS), metric.highest(SETTINGS));
        }
    }

    @ParameterizedTest
    @EnumSource(PlantedMetric.class)
    void withoutSignalNoMetricForetellsWhoLeaves(PlantedMetric metric) {
        for (LocalDate day : OBSERVED) {
            assertThat(plain.auc(metric, day))
                    .as("AUC of %s on %s", metric.id(), day)
                    .isBetween(0.47, 0.53);
        }
    }

    @Test
    void columnsThatTheShippedMappingsReadComeFirst() throws IOException {
        Path mappings =
                Path.of(System.getProperty("api-specs"), "../services/account-ingestion/src/main/resources/mappings");
        Pattern column = Pattern.compile("column: (\\w+)");
        for (MappedFile file : BaseFiles.MAPPED) {
            Set<String> read = new TreeSet<>();
            Matcher columns = column.matcher(Files.readString(mappings.resolve(file.name() + ".yaml")));
            while (columns.find()) {
                read.add(columns.group(1));
            }
            List<String> written = planted.columns(file.name());
            assertThat(written.subList(0, file.mapping().columns().size()))
                    .as(file.name())
                    .isEqualTo(file.mapping().columns());
            assertThat(written).as(file.name()).containsAll(read).doesNotHaveDuplicates();
        }
    }

    @Test
    void idsAreUniqueAndReferToRecordsOfTheBase() {
        Set<String> accounts = new HashSet<>();
        planted.rows("tidewatch-accounts").forEach(row -> accounts.add(row.get("account_id")));
        for (String mapping : CustomerBase.mappings()) {
            List<WrittenBase.Row> rows = planted.rows(mapping);
            String id = planted.columns(mapping).getFirst();
            assertThat(rows.stream().map(row -> row.get(id))).as(mapping).doesNotHaveDuplicates();
            assertThat(rows).as(mapping).allMatch(row -> accounts.contains(row.get("account_id")));
        }
        assertThat(accounts).hasSize(5_000);
    }

    @Test
    void whatHappenedLiesBeforeTheDayOfTheBase() {
        String day = DAY.toString();
        assertThat(planted.rows("tidewatch-usage"))
                .allMatch(row -> row.get("day").compareTo(day) < 0);
        assertThat(planted.rows("tidewatch-sentiment"))
                .allMatch(row -> row.get("rated_on").compareTo(day) < 0);
        assertThat(planted.rows("tidewatch-churn-events"))
                .allMatch(row -> row.get("churned_on").compareTo(day) < 0);
        assertThat(planted.rows("tidewatch-tickets"))
                .allMatch(row -> row.get("resolved_at").compareTo(day) < 0);
        assertThat(planted.rows("tidewatch-touchpoints"))
                .allMatch(row -> row.get("occurred_at").compareTo(day) < 0);
    }

    @Test
    void recordsShowWhatTheTruthSaysOfEveryCustomer() {
        for (LocalDate day : OBSERVED) {
            List<String> shown = new ArrayList<>();
            List<String> truth = new ArrayList<>();
            Map<String, Integer> assigned = planted.assigned(day);
            Map<String, Set<String>> active = planted.active(day);
            Map<String, Integer> power = planted.power(day);
            Map<String, LocalDate> contacts = planted.lastContact(day);
            Set<String> leaving = planted.leaving(day);
            planted.customers(day)
                    .forEach((id, seats) -> shown.add(String.join(
                            " ",
                            id,
                            "" + leaving.contains(id),
                            "" + seats,
                            "" + assigned.get(id),
                            "" + active.getOrDefault(id, Set.of()).size(),
                            "" + power.getOrDefault(id, 0),
                            contacts.containsKey(id) ? contacts.get(id).toString() : "")));
            for (WrittenBase.Row row : planted.rows("truth/observations")) {
                if (date(row, "day").equals(day)) {
                    truth.add(String.join(
                            " ",
                            row.get("account_id"),
                            row.get("leaves_within_180_days"),
                            row.get("purchased_seats"),
                            row.get("assigned_seats"),
                            row.get("active_users"),
                            row.get("power_users"),
                            row.get("last_sponsor_contact")));
                }
            }
            assertThat(shown).hasSizeGreaterThan(3_000).isEqualTo(truth);
        }
    }

    @Test
    void whoHasLeftPaysNothingUntilTheyComeBack() {
        int left = 0;
        for (WrittenBase.Row row : planted.rows("truth/departures")) {
            LocalDate on = date(row, "left_on");
            if (!on.isAfter(DAY)) {
                left++;
                assertThat(planted.customers(on)).doesNotContainKey(row.get("account_id"));
                assertThat(planted.customers(on.minusDays(1))).containsKey(row.get("account_id"));
            }
            if (left == 20) {
                return;
            }
        }
        throw new AssertionError("Only " + left + " accounts left.");
    }

    @Test
    void settingsThatAreNotValidAreNamed() {
        assertThatThrownBy(() -> BaseSettings.from(Map.of("ACCOUNTS", "999"))).hasMessageContaining("ACCOUNTS");
        assertThatThrownBy(() -> BaseSettings.from(Map.of("SEED", "x"))).hasMessageContaining("SEED");
        assertThatThrownBy(() -> BaseSettings.from(Map.of("DAY", "1.1.2026"))).hasMessageContaining("DAY");
        assertThatThrownBy(() -> BaseSettings.from(Map.of("SIGNAL", "off"))).hasMessageContaining("SIGNAL");
        assertThat(BaseSettings.from(Map.of("ACCOUNTS", "", "SEED", "3")).seed())
                .isEqualTo(3);
    }

    private static WrittenBase written(BaseSettings settings, String name) {
        Path folder = folders.resolve(name);
        new CustomerBase(settings).writeTo(folder);
        return new WrittenBase(folder);
    }

    private static String sha256(long seed) throws IOException {
        Path folder = folders.resolve("seed-" + seed);
        Map<String, Long> files = new CustomerBase(new BaseSettings(1_000, seed, DAY, 8, true)).writeTo(folder);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String file : files.keySet()) {
                digest.update(Files.readAllBytes(CustomerBase.file(folder, file)));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
