package io.tidewatch.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;

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

    private String active;

    @BeforeEach
    void begin() {
        Engine.awaitRules();
        active = Bundles.active();
    }

    @AfterEach
    void backToTheFixtureRules() {
        Peers.ingestion().catalogues("READY");
        Bundles.activate(FixtureRules.bundle().hash());
    }

    @Test
    void anotherBundleJudgesAllAccountsAnewAndGoingBackDoesToo() {
        ExampleAccount account =
                ExampleAccount.named("tightened").seats(80, 100).publish();
        Engine.awaitFlag(account.id(), "seat-limit", "CLEAR");
        Map<String, String> files = Bundles.rules();
        files.put(SEATS, files.get(SEATS).replace(",85,seat-limit", ",75,seat-limit"));
        files.keySet().removeIf(file -> file.startsWith("scenarios/"));
        JsonPath validated = Bundles.checked(Bundles.upload(files));
        assertThat(validated.getString("state")).as(validated.prettify()).isEqualTo("VALIDATED");

        Bundles.activate(validated.getString("hash"));
        Engine.awaitFlag(account.id(), "seat-limit", "RAISED");

        Bundles.activate(active);
        Engine.awaitFlag(account.id(), "seat-limit", "CLEAR");
        assertThat(Bundles.awaitBundle(validated.getString("hash"), "RETIRED").getString("activatedAt"))
                .isNotNull();
    }

    @Test
    void aBundleWithANewCatalogueWaitsForItsValues() {
        Peers.ingestion().catalogues("COMPUTING");
        Map<String, String> files = Bundles.rules();
        String metric = "metrics/average-resolution-time.yaml";
        files.put(metric, files.get(metric).replace("period: 90d", "period: 60d"));
        files.keySet().removeIf(file -> file.startsWith("scenarios/"));
        String hash = Bundles.stored(files);

        Engine.as("analyst").put("/v1/bundles/" + hash + "/activation").then().statusCode(200);
        Bundles.awaitBundle(hash, "WAITING");
        assertThat(Bundles.active()).isEqualTo(active);

        Peers.ingestion().catalogues("READY");
        JsonPath activated = Bundles.awaitBundle(hash, "ACTIVE");
        assertThat(Peers.ingestion().cataloguesSeen()).contains(activated.getString("catalogueHash"));
    }

    @Test
    void aFileThatIsNotABundleIsRefusedAtOnce() throws IOException {
        Bundles.upload("no zip at all".getBytes(StandardCharsets.UTF_8)).then().statusCode(400);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("rules/../../etc/passwd"));
            zip.write('x');
        }
        Bundles.upload(bytes.toByteArray()).then().statusCode(422);
        Engine.as("analyst").get("/v1/bundles/" + "0".repeat(64)).then().statusCode(404);
        Engine.as("analyst").get("/v1/bundles/not-a-hash").then().statusCode(400);
    }

    @Test
    void aBundleSaysWhatItIsForAndWhoUploadedIt() {
        Map<String, String> files = Bundles.rules();
        files.put("messages/left-over.yaml", "id: left-over-3\n");
        byte[] zip = Bundles.zip(files);
        String hash = Bundles.checked(Engine.as("analyst")
                        .contentType("application/zip")
                        .queryParam("label", "Bounds after the review in May")
                        .body(zip)
                        .post("/v1/bundles"))
                .getString("hash");

        JsonPath list = Engine.as("executive").get("/v1/bundles?limit=1").jsonPath();
        assertThat(list.getString("items[0].hash")).isEqualTo(hash);
        assertThat(list.getString("items[0].label")).isEqualTo("Bounds after the review in May");
        assertThat(list.getString("items[0].uploadedBy")).isNotBlank();

        JsonPath again = Bundles.checked(Bundles.upload(files));
        assertThat(again.getString("label"))
                .as("uploaded again without one")
                .isEqualTo("Bounds after the review in May");
    }

    @Test
    void theListIsPagedFromTheNewest() {
        Map<String, String> files = Bundles.rules();
        files.put("messages/left-over.yaml", "id: left-over\n");
        Bundles.checked(Bundles.upload(files));

        JsonPath first = Engine.as("executive").get("/v1/bundles?limit=1").jsonPath();
        assertThat(first.getList("items")).hasSize(1);
        assertThat(first.getInt("items[0].problemCount")).isPositive();
        assertThat(first.getString("items[0].problems")).isNull();
        JsonPath second = Engine.as("executive")
                .get("/v1/bundles?limit=1&after=" + first.getString("next"))
                .jsonPath();
        assertThat(second.getString("items[0].hash")).isNotEqualTo(first.getString("items[0].hash"));
    }

    @Test
    void aBundleThatWasNeverActiveCanBeDeletedAndTheActiveOneCannot() {
        Map<String, String> files = Bundles.rules();
        files.put("messages/left-over.yaml", "id: left-over-2\n");
        String hash = Bundles.checked(Bundles.upload(files)).getString("hash");

        Engine.as("analyst")
                .accept("application/problem+json")
                .delete("/v1/bundles/" + hash)
                .then()
                .statusCode(204);
        Engine.as("analyst").get("/v1/bundles/" + hash).then().statusCode(404);
        Engine.as("analyst")
                .accept("application/problem+json")
                .delete("/v1/bundles/" + active)
                .then()
                .statusCode(409)
                .body("type", endsWith("/bundle-in-use"));
    }
}
