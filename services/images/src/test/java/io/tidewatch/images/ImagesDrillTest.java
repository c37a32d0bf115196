package io.tidewatch.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidewatch.suite.Checkout;
import io.tidewatch.suite.FolderTree;
import io.tidewatch.suite.SuitePort;
import io.tidewatch.suite.SuiteSecrets;
import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.postgres.PostgresBinaries;
import io.tidewatch.suite.postgres.PostgresServer;
import io.tidewatch.suite.postgres.PostgresServer.Durability;
import io.tidewatch.suite.postgres.TidewatchDatabase;
import io.tidewatch.suite.service.ServiceSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Makes the images of all services and starts each as a cluster would. */
@EnabledIfSystemProperty(
        named = "tidewatch.drills",
        matches = "full",
        disabledReason = "Making and starting four images takes minutes; make drills does it.")
class ImagesDrillTest {

    /** Neither the user of the image nor one that it knows. */
    private static final int USER = 1_000_710_000;

    private static final Checkout CHECKOUT = Checkout.current();
    private static final Path TARGET = CHECKOUT.service("images").resolve("target/images");
    /** Rules of a test, not those of an installation. */
    private static final Path RULES = CHECKOUT.service("rules-engine").resolve("src/test/resources/rules");

    private static final SuiteSettings SETTINGS = SuiteSettings.apart(CHECKOUT, TARGET.resolve("work/drill"), false);

    private static Map<String, MakeImages.Finished> images;
    private static PostgresServer postgres;

    @BeforeAll
    static void make() throws Exception {
        MakeImages.Order order = new MakeImages.Order(
                Path.of(System.getProperty("java.home")), ServiceImage.ALL, null, null, null, true);
        images = MakeImages.make(CHECKOUT, TARGET, order).stream()
                .collect(Collectors.toMap(finished -> finished.image().service(), Function.identity()));
        FolderTree.delete(SETTINGS.local());
        postgres = PostgresServer.start(new PostgresServer.Plan(
                PostgresBinaries.unpackedIn(CHECKOUT.local()),
                SETTINGS.local().resolve("postgresql"),
                SETTINGS.port(SuitePort.POSTGRESQL),
                "drill",
                SETTINGS.local().resolve("log/postgresql.log"),
                Durability.FORGETFUL));
        TidewatchDatabase.createIn(postgres::administer, TidewatchDatabase.NAME);
    }

    @AfterAll
    static void stop() {
        if (postgres != null) {
            postgres.close();
        }
    }

    static List<ServiceImage> images() {
        return ServiceImage.ALL;
    }

    @ParameterizedTest
    @MethodSource("images")
    void theImageStartsAsAnyUserOnAFileSystemThatCannotBeWritten(ServiceImage image) throws Exception {
        assumeTrue(Container.possible(), "Starting an image without a container engine takes root, and unshare.");

        // A cache that does not fit is an error with AOTMode=on; without it, it would only be slower. The JVM chooses
        // the
        // serial collector in a small container, whereas the training run had the one of a large machine.
        try (Container container = start(image, "-Xmx320m -XX:+UseSerialGC -XX:AOTMode=on")) {
            container.awaitReady();
            report(image, "with the start-up cache", container);
            assertThat(container.liveness()).isEqualTo(200);
            assertThat(container.status("Uid")).startsWith(USER + "\t" + USER);
            assertThat(container.status("CapEff")).matches("0+");
            if (image.service().equals("rules-engine")) {
                awaitCheckedBundle();
            }
            assertThat(container.log()).doesNotContain("Read-only file system", "Permission denied");
            assertThat(container.stop()).isEqualTo(143);
        }
    }

    /** What the cache is worth; and a reminder that an image works without it. */
    @ParameterizedTest
    @MethodSource("images")
    void theImageStartsWithoutItsStartUpCache(ServiceImage image) throws Exception {
        assumeTrue(Container.possible(), "Starting an image without a container engine takes root, and unshare.");

        try (Container container = start(image, "-Xmx320m -XX:AOTMode=off")) {
            container.awaitReady();
            report(image, "without it", container);
            assertThat(container.liveness()).isEqualTo(200);
        }
    }

    @Test
    void imagesOfTheSameFilesAreEqual() throws Exception {
        MakeImages.Order order = new MakeImages.Order(
                Path.of(System.getProperty("java.home")), ServiceImage.ALL.subList(3, 4), null, null, null, true);
        MakeImages.Finished again = MakeImages.make(CHECKOUT, TARGET, order).getFirst();
        assertThat(again.digest()).isEqualTo(images.get("reporting").digest());
    }

    private static Container start(ServiceImage image, String options) throws Exception {
        String service = image.service();
        int managementPort = SETTINGS.port(SuitePort.managementOf(service));
        Map<String, String> environment =
                ServiceSettings.asEnvironment(new ServiceSettings(SETTINGS, SuiteSecrets.in(SETTINGS.local()))
                        .of(service, service + "-drill", SETTINGS.port(SuitePort.of(service)), managementPort));
        environment.put("JAVA_TOOL_OPTIONS", options);
        environment.replace("TIDEWATCH_RULES_FOLDER", "/etc/tidewatch/rules");
        return Container.start(
                new OciArchive(images.get(service).file()),
                TARGET.resolve("work/unpacked/" + service),
                USER,
                RULES,
                environment,
                managementPort,
                SETTINGS.local().resolve("log/" + service + ".log"));
    }

    /** The check runs in a process of its own, so the runtime in the image must be able to start one. */
    private static void awaitCheckedBundle() {
        await().atMost(Duration.ofMinutes(3))
                .untilAsserted(
                        () -> assertThat(statesOfBundles()).isNotEmpty().isSubsetOf("VALIDATED", "WAITING", "ACTIVE"));
    }

    private static List<String> statesOfBundles() throws SQLException {
        try (Connection connection = postgres.administer(TidewatchDatabase.NAME);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select state from rules.rule_bundle")) {
            List<String> states = new ArrayList<>();
            while (rows.next()) {
                states.add(rows.getString(1));
            }
            return states;
        }
    }

    private static void report(ServiceImage image, String how, Container container) {
        Duration used = container.processorTime();
        System.out.printf("%s %s: ready after %.1f CPU-seconds%n", image.service(), how, used.toMillis() / 1000.0);
    }
}
