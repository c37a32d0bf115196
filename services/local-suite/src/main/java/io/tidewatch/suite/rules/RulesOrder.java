package io.tidewatch.suite.rules;

import io.tidewatch.suite.Checkout;
import io.tidewatch.suite.SuitePort;
import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.keycloak.KeycloakTokens;
import io.tidewatch.suite.service.ServiceClient;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The command line of {@link RulesDesk} and {@link DrillDesk}, against the suite that runs: `preview FOLDER`, `activate FOLDER`,
 * `activate HASH` or `drill PLAYBOOK ACCOUNT ANSWERS`.
 */
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
        boolean drill = arguments.length == 4 && arguments[0].equals("drill") && !arguments[1].isEmpty();
        if (!preview && !activate && !drill) {
            System.err.println("preview FOLDER, activate FOLDER, activate HASH or drill PLAYBOOK ACCOUNT ANSWERS");
            return 2;
        }
        boolean hash = activate && arguments[1].matches("[0-9a-f]{64}");
        if (!hash && !drill && !Files.isDirectory(Path.of(arguments[1]))) {
            System.err.println("There is no folder " + arguments[1] + ".");
            return 2;
        }
        SuiteSettings settings = SuiteSettings.from(environment, Checkout.current());
        if (settings.rehearsal()) {
            if (!Files.exists(settings.authority().authority())) {
                System.err.println("No rehearsal has run here; start one with make run REHEARSAL=yes");
                return 1;
            }
            settings.authority().trustHere();
        }
        KeycloakTokens tokens = new KeycloakTokens(settings.realmUrl());
        ServiceClient engine = new ServiceClient(settings.urlOf("rules-engine"), () -> tokens.ofPerson(ANALYST));
        RulesDesk desk = new RulesDesk(engine, System.out);
        try {
            if (drill) {
                new DrillDesk(engine, System.out)
                        .drill(
                                arguments[1],
                                arguments[2],
                                List.of(
                                        arguments[3].isBlank()
                                                ? new String[0]
                                                : arguments[3].strip().split("\\s+")));
                System.out.println("Read them at http://localhost:" + settings.port(SuitePort.MAIL_PAGE));
                return 0;
            }
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
