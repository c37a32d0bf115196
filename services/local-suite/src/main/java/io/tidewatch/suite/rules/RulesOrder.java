package io.tidewatch.suite.rules;

import io.tidewatch.suite.Checkout;
import io.tidewatch.suite.SuitePort;
import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.keycloak.ExampleRealm;
import io.tidewatch.suite.keycloak.KeycloakTokens;
import io.tidewatch.suite.service.ServiceClient;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The command line of {@link RulesDesk}, against the suite that runs: `preview FOLDER`, `activate FOLDER` or `activate HASH`. */
public final class RulesOrder {
    private static final String ANALYST = "ana";

    private RulesOrder() {}

    /** Carries out one order and ends the process with its exit status. */
    public static void main(String[] arguments) {
        System.exit(give(arguments, System.getenv()));
    }

    private static int give(String[] arguments, Map<String, String> environment) {
        boolean preview = arguments.length == 2 && arguments[0].equals("preview");
        boolean activate = arguments.length == 2 && arguments[0].equals("activate");
        if (!preview && !activate) {
            System.err.println("preview FOLDER, activate FOLDER or activate HASH");
            return 2;
        }
        boolean hash = activate && arguments[1].matches("[0-9a-f]{64}");
        if (!hash && !Files.isDirectory(Path.of(arguments[1]))) {
            System.err.println("There is no folder " + arguments[1] + ".");
            return 2;
        }
        SuiteSettings settings = SuiteSettings.from(environment, Checkout.current());
        String realm = "http://localhost:" + settings.port(SuitePort.KEYCLOAK) + "/realms/" + ExampleRealm.NAME;
        KeycloakTokens tokens = new KeycloakTokens(realm);
        RulesDesk desk = new RulesDesk(
                new ServiceClient(settings.urlOf("rules-engine"), () -> tokens.ofPerson(ANALYST)), System.out);
        try {
            return hash
                    ? desk.activate(arguments[1])
                    : preview ? desk.preview(Path.of(arguments[1])) : desk.activate(Path.of(arguments[1]));
        } catch (UncheckedIOException notThere) {
            System.err.println(notThere.getMessage() + ". Is a suite running? Start one with make run.");
            return 1;
        } catch (IllegalStateException refused) {
            System.err.println(refused.getMessage());
            return 1;
        }
    }
}
