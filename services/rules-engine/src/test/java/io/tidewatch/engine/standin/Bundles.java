package io.tidewatch.engine.standin;

import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.cli.BundleCheck;
import io.tidewatch.testsuite.AnswerWatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Rule bundles as those see them who upload and activate them. */
public final class Bundles {

    private Bundles() {}

    /** The files of the fixture rules, to be changed. */
    public static Map<String, String> rules() {
        return new TreeMap<>(FixtureRules.bundle().files());
    }

    /** Uploads these files. */
    public static Response upload(Map<String, String> files) {
        return upload(zip(files));
    }

    /** These files as a ZIP. */
    public static byte[] zip(Map<String, String> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry("rules/" + file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Uploads a ZIP. */
    public static Response upload(byte[] zip) {
        return Engine.as("analyst").contentType("application/zip").body(zip).post("/v1/bundles");
    }

    /** The bundle, once it is in one of these states. */
    public static JsonPath awaitBundle(String hash, String... states) {
        AnswerWatch watch = Engine.watch("analyst", "/v1/bundles/" + hash);
        JsonPath[] last = new JsonPath[1];
        await().atMost(Engine.LIMIT).until(() -> {
            if (!watch.hasChanged()) {
                return false;
            }
            last[0] = Engine.as("analyst").get("/v1/bundles/" + hash).jsonPath();
            return List.of(states).contains(last[0].getString("state"));
        });
        return last[0];
    }

    /** A refused bundle, once it is refused with the reasons of this version. */
    public static JsonPath checkedAgain(String hash) {
        JsonPath[] last = new JsonPath[1];
        await().atMost(Engine.LIMIT).until(() -> {
            last[0] = awaitBundle(hash, "REFUSED");
            return last[0].getString("problems[0].pointer") != null;
        });
        return last[0];
    }

    /** The bundle, once it was checked. */
    public static JsonPath checked(Response uploaded) {
        uploaded.then().statusCode(202);
        return awaitBundle(uploaded.jsonPath().getString("hash"), "VALIDATED", "REFUSED", "ACTIVE", "RETIRED");
    }

    /** Judges by these files from now on. */
    public static void begin(Map<String, String> files) {
        activate(stored(files));
    }

    /**
     * Stores files as a bundle whose check passed, and returns its hash. A check starts a process and takes seconds of it; the
     * tests that are about checks upload.
     */
    public static String stored(Map<String, String> files) {
        RuleBundle bundle = RuleBundle.of(files);
        Engine.sql("""
                insert into rule_bundle (hash, state, origin, received_at, catalogue_hash)
                values (?, 'VALIDATED', 'UPLOAD', business_now(), ?) on conflict do nothing
                """, bundle.hash(), Catalogue.parse(files).catalogueHash());
        Engine.sql(
                "insert into rule_bundle_content (hash, files) values (?, ?) on conflict do nothing",
                bundle.hash(),
                BundleCheck.input(bundle));
        return bundle.hash();
    }

    /** Makes a bundle the active one. */
    public static void activate(String hash) {
        Engine.as("analyst").put("/v1/bundles/" + hash + "/activation").then().statusCode(200);
        awaitBundle(hash, "ACTIVE");
    }

    /** The hash of the active one. */
    public static String active() {
        return Engine.as("analyst")
                .get("/v1/bundles?limit=500")
                .jsonPath()
                .getString("items.find { it.state == 'ACTIVE' }.hash");
    }
}
