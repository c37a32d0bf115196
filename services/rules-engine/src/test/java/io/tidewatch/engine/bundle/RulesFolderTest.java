package io.tidewatch.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.tidewatch.engine.standin.Bundles;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.engine.standin.FixtureRules;
import io.tidewatch.rule.bundle.RuleBundle;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes of the rules folder of an installation. A look at a folder of its own is what a service does that has just been started on it. */
@EngineTest
class RulesFolderTest {

    private static final String SEATS = "thresholds/seat-limit.drl.csv";

    @Inject
    BundleStore store;

    @Inject
    WatchedRules watched;

    @TempDir
    Path folder;

    private String active;

    @BeforeEach
    void begin() {
        Engine.awaitRules();
        active = Bundles.active();
    }

    @AfterEach
    void backToTheFixtureRules() {
        Bundles.activate(FixtureRules.bundle().hash());
        Engine.sql(
                "update active_bundle set folder_hash = ?",
                FixtureRules.bundle().hash());
    }

    @Test
    void aBundleThatAnOlderVersionRefusedIsCheckedAgainAtTheNextStartAndActivated() throws IOException {
        RuleBundle bundle = inFolder(withSeatLimit(84));
        refusedByAnOlderVersion(bundle);

        start();

        assertThat(Bundles.awaitBundle(bundle.hash(), "ACTIVE").getList("problems"))
                .isEmpty();
    }

    @Test
    void aBundleThatThisVersionRefusesTooStaysRefusedWithTheReasonsOfThisVersion() throws IOException {
        Map<String, String> files = withSeatLimit(83);
        files.put(SEATS, files.get(SEATS).replace("seatUtilization >=", "seatUtilisation >="));
        RuleBundle bundle = inFolder(files);
        refusedByAnOlderVersion(bundle);

        start();

        JsonPath refused = Bundles.checkedAgain(bundle.hash());
        assertThat(refused.getString("problems[0].suggestion")).isEqualTo("seatUtilization");
        allGoesOn();
    }

    @Test
    void aBundleThatExceededItsCheckIsNotCheckedAgainAfterARestart() throws IOException {
        RuleBundle exceeded = inFolder(withSeatLimit(81));
        refusedByAnOlderVersion(exceeded);
        Engine.sql("update rule_bundle set check_exceeded = true where hash = ?", exceeded.hash());
        RuleBundle interrupted = RuleBundle.of(withSeatLimit(80));
        refusedByAnOlderVersion(interrupted);
        interrupted(interrupted, 3);
        Engine.sql("update active_bundle set folder_hash = ?", exceeded.hash());

        start();

        assertThat(Bundles.awaitBundle(interrupted.hash(), "REFUSED").getString("problems[0].pointer"))
                .isEqualTo("bundle");
        assertThat(Bundles.awaitBundle(exceeded.hash(), "REFUSED").getString("problems[0].detail"))
                .isEqualTo("Not known to 0.0.1");
        Bundles.upload(withSeatLimit(80)).then().statusCode(202);
        assertThat(Bundles.awaitBundle(interrupted.hash(), "ACTIVE").getInt("problemCount"))
                .as("as a bundle of the folder does")
                .isZero();
    }

    @Test
    void aBundleWhoseReplicaWasKilledAmidTheCheckIsCheckedAgain() throws IOException {
        RuleBundle bundle = inFolder(withSeatLimit(77));
        refusedByAnOlderVersion(bundle);
        interrupted(bundle, 2);

        start();

        assertThat(Bundles.awaitBundle(bundle.hash(), "ACTIVE").getInt("problemCount"))
                .isZero();
    }

    @Test
    void aBrokenBundleInTheFolderLeavesTheActiveRulesActive() throws IOException {
        Map<String, String> files = withSeatLimit(82);
        files.put(SEATS, files.get(SEATS).replace("OPPORTUNITY", "OPORTUNITY"));
        RuleBundle bundle = inFolder(files);

        start();

        JsonPath refused = Bundles.awaitBundle(bundle.hash(), "REFUSED");
        assertThat(refused.getString("origin")).isEqualTo("FOLDER");
        assertThat(refused.getString("problems[0].pointer")).isEqualTo(SEATS);
        assertThat(refused.getInt("problems[0].line")).isEqualTo(8);
        allGoesOn();
    }

    @Test
    void aFolderThatIsNotABundleLeavesTheActiveRulesActive() throws IOException {
        assertThat(start().unusable()).hasValueSatisfying(why -> assertThat(why).contains("no rules"));
        Files.createDirectories(folder.resolve("thresholds"));
        Files.write(folder.resolve("thresholds/x.drl"), new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThat(start().unusable()).hasValueSatisfying(why -> assertThat(why).contains("UTF-8"));
        allGoesOn();
    }

    @Test
    void whereConfigMapsAreWatchedTheFolderServesAnInstallationWithoutRulesOnly() throws IOException {
        RuleBundle bundle = inFolder(withSeatLimit(67));
        RulesConfig config =
                config(Map.of("tidewatch.rules.folder", folder.toString(), "tidewatch.rules.watch.enabled", "true"));
        RulesFolder started = new RulesFolder(store, config, new WatchedRules(null, config, store));

        started.round().await().atMost(Engine.LIMIT);
        Engine.as("analyst").get("/v1/bundles/" + bundle.hash()).then().statusCode(404);

        Bundles.stored(bundle.files());
        Engine.sql("update active_bundle set folder_hash = null");
        started.round().await().atMost(Engine.LIMIT);
        Bundles.awaitBundle(bundle.hash(), "ACTIVE");
    }

    private void allGoesOn() {
        assertThat(Bundles.active()).isEqualTo(active);
        ExampleAccount account =
                ExampleAccount.named("judged-as-before").seats(86, 100).publish();
        Engine.awaitFlag(account.id(), "seat-limit", "RAISED");
    }

    private static Map<String, String> withSeatLimit(int percent) {
        Map<String, String> files = new TreeMap<>(Bundles.rules());
        files.put(SEATS, files.get(SEATS).replace(",85,seat-limit", "," + percent + ",seat-limit"));
        files.keySet().removeIf(file -> file.startsWith("scenarios/"));
        return files;
    }

    private RuleBundle inFolder(Map<String, String> files) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        return RuleBundle.read(folder);
    }

    private static void refusedByAnOlderVersion(RuleBundle bundle) {
        Engine.sql("""
                insert into rule_bundle (hash, state, origin, received_at, activate, problems)
                values (?, 'REFUSED', 'FOLDER', business_now(), true, '[{"detail": "Not known to 0.0.1"}]')
                """, bundle.hash());
        Engine.sql(
                "insert into rule_bundle_content (hash, files) values (?, ?)",
                bundle.hash(),
                BundleFiles.toBytes(bundle));
        Engine.sql("update active_bundle set folder_hash = ?", bundle.hash());
    }

    /** For the last of so many times, the replica that checked the bundle was killed. */
    private static void interrupted(RuleBundle bundle, int times) {
        Engine.sql("""
                update rule_bundle set state = 'CANDIDATE', interrupted = ?, checked_until = clock_timestamp() - interval '1 s'
                where hash = ?
                """, times - 1, bundle.hash());
    }

    private RulesFolder start() {
        RulesFolder started =
                new RulesFolder(store, config(Map.of("tidewatch.rules.folder", folder.toString())), watched);
        started.round().await().atMost(Engine.LIMIT);
        return started;
    }

    /** Settings of a service that was started with these. */
    static RulesConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(RulesConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .withConverter(Path.class, 100, Path::of)
                .build()
                .getConfigMapping(RulesConfig.class);
    }
}
