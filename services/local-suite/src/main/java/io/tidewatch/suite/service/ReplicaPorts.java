package io.tidewatch.suite.service;

import io.tidewatch.suite.FreePort;
import io.tidewatch.suite.SuitePort;
import io.tidewatch.suite.SuiteSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the replicas of the services listen: the first one on the ports of its service, the others on free ones. Behind a front the
 * ports of all possible replicas are chosen beforehand, because the front is configured once; those of the services belong to the
 * front.
 */
public final class ReplicaPorts {

    /** How many replicas a service has at most. */
    public static final int MOST = 8;

    private final SuiteSettings settings;
    private final Map<String, List<Pair>> chosen = new LinkedHashMap<>();

    /**
     * The two ports of a replica.
     *
     * @param api of its API
     * @param management of its health and metrics
     */
    public record Pair(int api, int management) {}

    private ReplicaPorts(SuiteSettings settings) {
        this.settings = settings;
    }

    /** The ports of services that nothing stands in front of. */
    static ReplicaPorts open(SuiteSettings settings) {
        return new ReplicaPorts(settings);
    }

    /**
     * The ports of services behind a front.
     *
     * @param given ports that are given already; those of the replicas are added
     */
    public static ReplicaPorts behindFront(SuiteSettings settings, Set<Integer> given) {
        ReplicaPorts ports = new ReplicaPorts(settings);
        for (String service : SuiteSettings.SERVICES) {
            List<Pair> pairs = new ArrayList<>();
            for (int replica = 0; replica < MOST; replica++) {
                int management =
                        replica == 0 ? settings.port(SuitePort.managementOf(service)) : FreePort.findBeside(given);
                pairs.add(new Pair(FreePort.findBeside(given), management));
            }
            ports.chosen.put(service, pairs);
        }
        return ports;
    }

    /** The ports of all replicas that a service may have behind a front. */
    public List<Pair> allOf(String service) {
        return List.copyOf(chosen.get(service));
    }

    /** The ports of a replica, counted from 0. */
    Pair of(String service, int replica) {
        if (chosen.containsKey(service)) {
            return chosen.get(service).get(replica);
        }
        return replica == 0
                ? new Pair(settings.port(SuitePort.of(service)), settings.port(SuitePort.managementOf(service)))
                : new Pair(FreePort.find(), FreePort.find());
    }
}
