package io.tidewatch.suite.service;

import io.tidewatch.suite.Progress;
import io.tidewatch.suite.SuiteSecrets;
import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The running services: one process each, or several replicas of one. */
public final class ServiceFleet implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    private final SuiteSettings settings;
    private final ServiceSettings serviceSettings;
    private final Progress progress;
    private final ReplicaPorts ports;
    private final Map<String, List<ServiceInstance>> instances = new LinkedHashMap<>();
    private boolean closed;

    /** A fleet without any service yet, and with nothing in front of it. */
    public ServiceFleet(SuiteSettings settings, SuiteSecrets secrets, Progress progress) {
        this(settings, secrets, progress, ReplicaPorts.open(settings));
    }

    /** A fleet without any service yet, whose replicas listen on those ports. */
    public ServiceFleet(SuiteSettings settings, SuiteSecrets secrets, Progress progress, ReplicaPorts ports) {
        this.ports = ports;
        this.settings = settings;
        this.serviceSettings = new ServiceSettings(settings, secrets);
        this.progress = progress;
    }

    /** The replicas of a service, the first of which listens on the service's own port. */
    public synchronized List<ServiceInstance> instances(String service) {
        return List.copyOf(instances.getOrDefault(service, List.of()));
    }

    /**
     * Starts so many replicas of a service, from the newest build, without waiting for them.
     *
     * @throws IllegalStateException when the service is not built
     */
    public void start(String service, int replicas) {
        for (int replica = 0; replica < replicas; replica++) {
            launch(service, replica);
        }
    }

    /**
     * Waits until all replicas of a service are ready.
     *
     * @throws IllegalStateException with the last messages of one that is not ready in time
     */
    public void awaitReady(String service) {
        try (Progress.Waiting waiting = progress.waitingFor(service)) {
            instances(service).forEach(instance -> instance.awaitReady(START_LIMIT));
        }
    }

    /** Replaces the replicas of a service one after the other, so that the others serve meanwhile. */
    public void roll(String service) {
        instances(service).forEach(this::replace);
    }

    /**
     * Ends all replicas of a service, in good order, and starts as many from the newest build; waits until they are
     * ready.
     */
    public void restart(String service) {
        List<ServiceInstance> old;
        synchronized (this) {
            old = instances.getOrDefault(service, List.of());
            instances.remove(service);
        }
        old.forEach(ServiceInstance::stop);
        start(service, Math.max(1, old.size()));
        awaitReady(service);
    }

    /** Starts another process in the place of one replica, which ends first if it still runs; waits until it is ready. */
    public void replace(ServiceInstance replica) {
        String service = replica.service();
        int place;
        synchronized (this) {
            place = instances.get(service).indexOf(replica);
            instances.get(service).remove(place);
        }
        replica.stop();
        try (Progress.Waiting waiting = progress.waitingFor(service)) {
            launch(service, place).awaitReady(START_LIMIT);
        }
    }

    /** Ends one replica, in good order, and starts none in its place. After the first one, nothing listens on the port of the service. */
    public void remove(ServiceInstance replica) {
        synchronized (this) {
            instances.get(replica.service()).remove(replica);
        }
        replica.stop();
    }

    /**
     * Runs so many replicas of a service; further ones listen on free ports. Waits until they are ready.
     *
     * @param replicas at least 1
     */
    public void scale(String service, int replicas) {
        if (replicas < 1 || replicas > ReplicaPorts.MOST) {
            throw new IllegalArgumentException(
                    "REPLICAS must be 1 to " + ReplicaPorts.MOST + ", not " + replicas + ".");
        }
        while (instances(service).size() > replicas) {
            remove(instances(service).getLast());
        }
        while (instances(service).size() < replicas) {
            launch(service, instances(service).size());
        }
        awaitReady(service);
    }

    /** Ends all services, all at the same time. */
    @Override
    public void close() {
        List<ServiceInstance> all;
        synchronized (this) {
            closed = true;
            all = instances.values().stream().flatMap(List::stream).toList();
        }
        all.parallelStream().forEach(ServiceInstance::stop);
    }

    private ServiceInstance launch(String service, int replica) {
        Path program = ServicePackage.newest(settings.checkout(), settings.local(), service);
        boolean first = replica == 0;
        ReplicaPorts.Pair pair = ports.of(service, replica);
        String id = service + "-" + replica + "-" + UUID.randomUUID().toString().substring(0, 8);
        Map<String, String> environment =
                ServiceSettings.asEnvironment(serviceSettings.of(service, id, pair.api(), pair.management()));
        // Each thread's own arena of the C library costs more than it gains at this size.
        environment.put("MALLOC_ARENA_MAX", "2");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(memoryOptions(service));
        command.addAll(List.of("-jar", program.toString()));
        String logName = service + (first ? "" : "-" + replica) + ".log";
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("The suite is stopping.");
            }
            ChildProcess process = ChildProcess.start(new ChildProcess.Plan(
                    service,
                    command,
                    environment,
                    program.getParent(),
                    settings.local().resolve("log").resolve(logName)));
            ServiceInstance instance = new ServiceInstance(service, id, pair.api(), pair.management(), process);
            instances.computeIfAbsent(service, name -> new ArrayList<>()).add(replica, instance);
            return instance;
        }
    }

    /** At rest a service stays below 350 MB, rules-engine, which compiles rules, below 500 MB. */
    private static List<String> memoryOptions(String service) {
        boolean compiles = service.equals("rules-engine");
        List<String> options = new ArrayList<>(List.of(
                "-Xms48m",
                compiles ? "-Xmx224m" : "-Xmx144m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:MaxMetaspaceSize=" + (compiles ? "224m" : "144m"),
                "-XX:ReservedCodeCacheSize=64m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED"));
        if (Runtime.version().feature() >= 23) {
            // Libraries' use of it fills the log with warnings; older ones do not know the option.
            options.add("--sun-misc-unsafe-memory-access=allow");
        }
        return options;
    }
}
