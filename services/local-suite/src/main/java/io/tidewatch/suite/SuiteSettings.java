package io.tidewatch.suite;

import io.tidewatch.suite.keycloak.ExampleRealm;
import io.tidewatch.suite.tls.PrivateAuthority;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What can be chosen about a local suite.
 *
 * @param checkout the working copy whose services run
 * @param local the folder that takes data, logs and secrets
 * @param ports where everything listens
 * @param services the services that run; all of them but for work on one
 * @param exampleBase whether the example customers are loaded
 * @param rehearsal whether it runs as in production: several replicas, TLS, a pooler, a standby
 * @param serviceSettings more settings per service, which win over those of the suite
 */
public record SuiteSettings(
        Checkout checkout,
        Path local,
        Map<SuitePort, Integer> ports,
        List<String> services,
        boolean exampleBase,
        boolean rehearsal,
        Map<String, Map<String, String>> serviceSettings) {

    /** The names of the four services, in the order in which the data flow. */
    public static final List<String> SERVICES =
            List.of("account-ingestion", "rules-engine", "notification-dispatch", "reporting");

    private static final String RULES_FOLDER = "tidewatch.rules.folder";

    /**
     * The settings of `make run`.
     *
     * @param environment where `PORT_OFFSET`, `PORT_…`, `SERVICES`, `EXAMPLE_BASE`, `REHEARSAL` and `RULES` are looked up
     * @throws IllegalArgumentException naming the setting that is not valid
     */
    public static SuiteSettings from(Map<String, String> environment, Checkout checkout) {
        Map<SuitePort, Integer> ports = new EnumMap<>(SuitePort.class);
        for (SuitePort port : SuitePort.values()) {
            ports.put(port, port.in(environment));
        }
        boolean exampleBase = !"no".equals(environment.get("EXAMPLE_BASE"));
        SuiteSettings settings = new SuiteSettings(
                checkout,
                checkout.local(),
                ports,
                servicesIn(environment),
                exampleBase,
                rehearsalIn(environment),
                Map.of());
        return switch (environment.getOrDefault("RULES", "")) {
            case "" -> settings;
            case "manual" ->
                settings.with(
                        "rules-engine",
                        RULES_FOLDER,
                        settings.rulesOfFirstStart().toString());
            default ->
                throw new IllegalArgumentException("RULES is \"" + environment.get("RULES")
                        + "\"; it can be manual: changes in rules/ wait for make rules-activate.");
        };
    }

    /** Where the rules lie with which a suite began that activates no change by itself. */
    public Path rulesOfFirstStart() {
        return local.resolve("rules");
    }

    /** Whether changes of the rules folder wait for a person who activates them. */
    public boolean rulesWait() {
        return serviceSettings.getOrDefault("rules-engine", Map.of()).containsKey(RULES_FOLDER);
    }

    /** A suite apart from all others: free ports, and data in a folder of its own. */
    public static SuiteSettings apart(Checkout checkout, Path local, boolean exampleBase) {
        Map<SuitePort, Integer> ports = new EnumMap<>(SuitePort.class);
        Set<Integer> given = new HashSet<>();
        for (SuitePort port : SuitePort.values()) {
            ports.put(port, FreePort.findBeside(given));
        }
        return new SuiteSettings(checkout, local, ports, SERVICES, exampleBase, false, Map.of());
    }

    /** The same as a rehearsal. */
    public SuiteSettings rehearsed() {
        return new SuiteSettings(checkout, local, ports, services, exampleBase, true, serviceSettings);
    }

    /** The same with these services alone. */
    public SuiteSettings only(String... names) {
        return new SuiteSettings(checkout, local, ports, List.of(names), exampleBase, rehearsal, serviceSettings);
    }

    /** The same with one more setting of a service. */
    public SuiteSettings with(String service, String name, String value) {
        Map<String, Map<String, String>> more = new HashMap<>(serviceSettings);
        Map<String, String> own = new HashMap<>(more.getOrDefault(service, Map.of()));
        own.put(name, value);
        more.put(service, Map.copyOf(own));
        return new SuiteSettings(checkout, local, ports, services, exampleBase, rehearsal, Map.copyOf(more));
    }

    /** The number of a port. */
    public int port(SuitePort port) {
        return ports.get(port);
    }

    /** The address of a service, as browsers and other services see it. */
    public String urlOf(String service) {
        return url(SuitePort.of(service));
    }

    /** The address of the realm; tokens carry it, so all callers use this one. */
    public String realmUrl() {
        return url(SuitePort.KEYCLOAK) + "/realms/" + ExampleRealm.NAME;
    }

    /** The address of what listens on that port; https in a rehearsal. */
    public String url(SuitePort port) {
        return (rehearsal ? "https" : "http") + "://localhost:" + port(port);
    }

    /** The certificates of a rehearsal. */
    public PrivateAuthority authority() {
        return new PrivateAuthority(rehearsalFolder().resolve("certificates"));
    }

    /** Where a rehearsal keeps its data and its configurations; it begins with an empty one. */
    public Path rehearsalFolder() {
        return local.resolve("rehearsal");
    }

    /**
     * The reasons why the suite cannot listen where it should: ports that are taken or given twice.
     *
     * @return one sentence each, naming the setting that changes it; empty when all is well
     */
    public List<String> portConflicts() {
        List<String> conflicts = new ArrayList<>();
        Map<Integer, SuitePort> users = new HashMap<>();
        for (SuitePort port : SuitePort.values()) {
            int number = port(port);
            SuitePort other = users.putIfAbsent(number, port);
            if (other != null) {
                conflicts.add("Port " + number + " is given to both " + other.user() + " and " + port.user() + "; set "
                        + other.setting() + " or " + port.setting() + ".");
            } else if (FreePort.isTaken(number)) {
                conflicts.add("Port " + number + ", for " + port.user() + ", is taken by another program; "
                        + port.setting() + "=… selects another port.");
            }
        }
        if (!conflicts.isEmpty()) {
            freeOffset()
                    .ifPresent(offset -> conflicts.add(
                            "To move all ports to free ones: make run " + SuitePort.OFFSET + "=" + offset));
        }
        return conflicts;
    }

    /** The smallest offset in hundreds that moves all ports to free ones; thousands would meet the health pages. */
    private static OptionalInt freeOffset() {
        return IntStream.rangeClosed(1, 9)
                .map(hundreds -> hundreds * 100)
                .filter(offset ->
                        Arrays.stream(SuitePort.values()).noneMatch(port -> FreePort.isTaken(port.usual() + offset)))
                .findFirst();
    }

    private static boolean rehearsalIn(Map<String, String> environment) {
        String text = environment.getOrDefault("REHEARSAL", "");
        if (!List.of("", "no", "yes").contains(text)) {
            throw new IllegalArgumentException("REHEARSAL is \"" + text
                    + "\"; it can be yes: several replicas, TLS, a pooler and a standby, as in production.");
        }
        return text.equals("yes");
    }

    private static List<String> servicesIn(Map<String, String> environment) {
        String text = environment.getOrDefault("SERVICES", "").strip();
        if (text.isEmpty()) {
            return SERVICES;
        }
        List<String> services = List.of(text.split("[ ,]+"));
        for (String service : services) {
            if (!SERVICES.contains(service)) {
                throw new IllegalArgumentException(
                        "SERVICES names \"" + service + "\"; there are " + String.join(", ", SERVICES) + ".");
            }
        }
        return services;
    }
}
