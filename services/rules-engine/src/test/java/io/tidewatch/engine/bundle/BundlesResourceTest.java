package io.tidewatch.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import io.tidewatch.engine.standin.Bundles;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import io.tidewatch.engine.standin.FixtureRules;
import io.tidewatch.engine.standin.Peers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EngineTest
class BundlesResourceTest {

    private static final String SEATS = "thresholds/seat-limit.drl.csv";
    private static final String SILENCE = "thresholds/executive-silence.drl";

    private String shipped;

    @BeforeEach
    void begin() {
        Engine.awaitRules();
        shipped = Bundles.active();
    }

    @AfterEach
    void backToTheFixtureRules() {
        Peers.ingestion().catalogues("READY");
        Bundles.activate(FixtureRules.bundle().hash());
    }

    @Test
    void rulesThatRunCodeAreRefusedWithFileAndLineAndTheActiveOnesStay() {
        Map<String, String> files = Bundles.rules();
        files.put(SILENCE, files.get(SILENCE).replace("then\n", "then\n    System.exit(1);\n"));

        JsonPath refused = Bundles.checked(Bundles.upload(files));

        assertThat(refused.getString("state")).isEqualTo("REFUSED");
        assertThat(refused.getString("problems[0].pointer")).isEqualTo(SILENCE);
        assertThat(refused.getInt("problems[0].line")).isPositive();
        Engine.as("analyst")
                .put("/v1/bundles/" + refused.getString("hash") + "/activation")
                .then()
                .statusCode(409);
        assertThat(Bundles.active()).isEqualTo(shipped);
        ExampleAccount account = ExampleAccount.named("goes-on").seats(99, 100).tell();
        Engine.awaitFlag(account.id(), "seat-limit", "RAISED");
    }

    @Test
    void aMisspeltMetricIsRefusedWithASuggestion() {
        Map<String, String> files = Bundles.rules();
        files.put(
                SILENCE,
                files.get(SILENCE).replace("Account( daysSinceExecutiveContact", "Account( daysSinceExecutiveContct"));

        JsonPath refused = Bundles.checked(Bundles.upload(files));

        assertThat(refused.getString("state")).isEqualTo("REFUSED");
        assertThat(refused.getList("problems.suggestion")).contains("daysSinceExecutiveContact");
    }

    @Test
    void anotherBundleJudgesAllAccountsAnewAndGoingBackDoesToo() {
        ExampleAccount account =
                ExampleAccount.named("tightened").seats(80, 100).tell();
        Engine.awaitFlag(account.id(), "seat-limit", "CLEAR");
        Map<String, String> files = Bundles.rules();
        files.put(SEATS, files.get(SEATS).replace(",85,seat-limit", ",75,seat-limit"));
        files.keySet().removeIf(file -> file.startsWith("scenarios/"));
        JsonPath validated = Bundles.checked(Bundles.upload(files));
        assertThat(validated.getString("state")).as(validated.prettify()).isEqualTo("VALIDATED");

        Bundles.activate(validated.getString("hash"));
        Engine.awaitFlag(account.id(), "seat-limit", "RAISED");

        Bundles.activate(shipped);
        Engine.awaitFlag(account.id(), "seat-limit", "CLEAR");
        assertThat(Bundles.awaitBundle(validated.getString("hash"), "RETIRED").getString("activatedAt"))
                .isNotNull();
    }

    @Test
    void aBundleWithANewCatalogueWaitsForItsValues() {
        Peers.ingestion().catalogues("COMPUTING");
        Map<String, String> files = Bundles.rules();
        String metric = "metrics/average-resolution-time.yaml";
        files.put(metric, files.get(metric).replace("windowDays: 90", "windowDays: 60"));
        files.keySet().removeIf(file -> file.startsWith("scenarios/"));
        String hash = Bundles.checked(Bundles.upload(files)).getString("hash");

        Engine.as("analyst").put("/v1/bundles/" + hash + "/activation").then().statusCode(200);
        Bundles.awaitBundle(hash, "WAITING");
        assertThat(Bundles.active()).isEqualTo(shipped);

        Peers.ingestion().catalogues("READY");
        JsonPath activated = Bundles.awaitBundle(hash, "ACTIVE");
        assertThat(Peers.ingestion().cataloguesSeen()).contains(activated.getString("catalogueHash"));
    }

    @Test
    void whatIsNoBundleIsRefusedAtOnce() throws IOException {
        Bundles.upload("no zip at all".getBytes(StandardCharsets.UTF_8)).then().statusCode(400);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("rules/../../etc/passwd"));
            zip.write('x');
        }
        Bundles.upload(bytes.toByteArray()).then().statusCode(422);
        Engine.as("analyst").get("/v1/bundles/" + "0".repeat(64)).then().statusCode(404);
        Engine.wronglyAs("analyst").get("/v1/bundles/not-a-hash").then().statusCode(400);
    }

    @Test
    void theListIsPagedFromTheNewest() {
        Map<String, String> files = Bundles.rules();
        files.put("messages/left-over.yaml", "id: left-over\n");
        Bundles.checked(Bundles.upload(files));

        JsonPath first = Engine.as("executive").get("/v1/bundles?limit=1").jsonPath();
        assertThat(first.getList("items")).hasSize(1);
        JsonPath second = Engine.as("executive")
                .get("/v1/bundles?limit=1&after=" + first.getString("next"))
                .jsonPath();
        assertThat(second.getString("items[0].hash")).isNotEqualTo(first.getString("items[0].hash"));
    }
}
