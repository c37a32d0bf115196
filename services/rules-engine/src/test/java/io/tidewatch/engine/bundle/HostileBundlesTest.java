package io.tidewatch.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import io.tidewatch.engine.standin.Bundles;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules that would harm whoever runs them: uploaded, refused with file, line and reason, and nothing else happens. */
@EngineTest
class HostileBundlesTest {

    private static final String FILE = "thresholds/executive-silence.drl";
    private static final int CONDITION = 13;

    @BeforeEach
    void begin() {
        Engine.awaitRules();
    }

    /** The rule kit's tests try the many ways in which rules could do harm; here one stands for all. */
    @Test
    void aRuleThatStartsAProcessIsRefusedAndAllGoesOn() {
        Map<String, String> files = Bundles.rules();
        files.put(
                FILE,
                files.get(FILE)
                        .replace("then\n", "then\n    Runtime.getRuntime().exec(\"id\");\n")
                        .replace("Account( daysSinceExecutiveContact", "Account( daysSinceExecutiveContct"));

        JsonPath refused = refusedAndAllGoesOn(files);

        assertThat(refused.getList("problems.line", Integer.class)).contains(CONDITION);
        assertThat(refused.getList("problems.suggestion")).contains("daysSinceExecutiveContact");
    }

    private static JsonPath refusedAndAllGoesOn(Map<String, String> files) {
        String active = Bundles.active();

        JsonPath refused = Bundles.checked(Bundles.upload(files));

        assertThat(refused.getString("state")).isEqualTo("REFUSED");
        assertThat(refused.getString("problems[0].pointer")).isEqualTo(FILE);
        Engine.as("analyst")
                .put("/v1/bundles/" + refused.getString("hash") + "/activation")
                .then()
                .statusCode(409);
        assertThat(Bundles.active()).isEqualTo(active);
        ExampleAccount account =
                ExampleAccount.named("judged-all-the-same").seats(99, 100).publish();
        String judgedBy = Engine.awaitFlag(account.id(), "seat-limit", "RAISED").getString("flag.evidence.bundleHash");
        assertThat(judgedBy).isEqualTo(active);
        return refused;
    }
}
