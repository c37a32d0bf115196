package io.tidewatch.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import io.tidewatch.engine.standin.Bundles;
import io.tidewatch.engine.standin.Engine;
import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.engine.standin.ExampleAccount;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that would harm whoever runs them: uploaded, refused with file, line and reason, and nothing else happens. */
@EngineTest
class HostileBundlesTest {

    private static final String FILE = "thresholds/executive-silence.drl";
    private static final int FIRST_LINE = 2;
    private static final int CONDITION = 13;
    private static final int CONSEQUENCE = 15;

    @BeforeEach
    void begin() {
        Engine.awaitRules();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            reads a file          | java.nio.file.Files.readString(java.nio.file.Path.of("/etc/passwd")); | Reaching files
            starts a process      | Runtime.getRuntime().exec("id");                                     | Starting a process
            loops for ever        | for (;;) { }                                                         | A loop
            allocates without end | long[] all = new long[2000000000];                                   | Creating objects
            """)
    void whatARuleMustNotDoIsRefused(String deed, String code, String reason) {
        Map<String, String> files = Bundles.rules();
        files.put(FILE, files.get(FILE).replace("then\n", "then\n    " + code + "\n"));

        refusedAndAllGoesOn(files, CONSEQUENCE, reason);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            calls while it is built | import accumulate java.util.ArrayList list;                      | An import of an accumulate function
            has code in an enum     | declare enum Early ONE( System.exit( 1 ) ); value : int end      | declare enum' is not allowed: its arguments are code
            """)
    void whatWouldWorkAtCompileTimeIsRefused(String deed, String code, String reason) {
        Map<String, String> files = Bundles.rules();
        files.put(FILE, files.get(FILE).replaceFirst("\n", "\n" + code + "\n"));

        refusedAndAllGoesOn(files, FIRST_LINE, reason);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"daysSinceExecutiveContct, daysSinceExecutiveContact", "daysSinceExecContact, daysSinceExecutiveContact"
    })
    void aMisspeltMetricIsRefusedWithASuggestion(String written, String meant) {
        Map<String, String> files = Bundles.rules();
        files.put(FILE, files.get(FILE).replace("Account( daysSinceExecutiveContact", "Account( " + written));

        JsonPath refused = refusedAndAllGoesOn(files, CONDITION, "has no property '" + written + "'");

        assertThat(refused.getList("problems.suggestion")).contains(meant);
    }

    private static JsonPath refusedAndAllGoesOn(Map<String, String> files, int line, String reason) {
        String active = Bundles.active();

        JsonPath refused = Bundles.checked(Bundles.upload(files));

        assertThat(refused.getString("state")).isEqualTo("REFUSED");
        assertThat(refused.getString("problems[0].pointer")).isEqualTo(FILE);
        assertThat(refused.getInt("problems[0].line")).isEqualTo(line);
        assertThat(refused.getString("problems[0].detail")).contains(reason);
        Engine.as("analyst")
                .put("/v1/bundles/" + refused.getString("hash") + "/activation")
                .then()
                .statusCode(409);
        assertThat(Bundles.active()).isEqualTo(active);
        ExampleAccount account =
                ExampleAccount.named("judged-all-the-same").seats(99, 100).tell();
        String judgedBy = Engine.awaitFlag(account.id(), "seat-limit", "RAISED").getString("flag.evidence.bundleHash");
        assertThat(judgedBy).isEqualTo(active);
        return refused;
    }
}
