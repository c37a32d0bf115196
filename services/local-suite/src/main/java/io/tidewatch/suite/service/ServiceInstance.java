package io.tidewatch.suite.service;

import io.tidewatch.suite.process.ChildProcess;
import io.tidewatch.suite.process.Readiness;
import java.time.Duration;

/** One running replica of a service. */
public final class ServiceInstance {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final String service;
    private final String id;
    private final int port;
    private final int managementPort;
    private final ChildProcess process;
    private final Readiness readiness;

    ServiceInstance(String service, String id, int port, int managementPort, ChildProcess process) {
        this.service = service;
        this.id = id;
        this.port = port;
        this.managementPort = managementPort;
        this.process = process;
        this.readiness = new Readiness(service, process, managementUrl() + "/q/health/ready");
    }

    /** The service it is a replica of. */
    public String service() {
        return service;
    }

    /** Its `tidewatch.instance-id`, also the application_name of its database connections. */
    public String id() {
        return id;
    }

    /** The address of its API. */
    public String url() {
        return "http://localhost:" + port;
    }

    /** The address of its health and metrics. */
    public String managementUrl() {
        return "http://localhost:" + managementPort;
    }

    /** Its process. */
    public ChildProcess process() {
        return process;
    }

    /**
     * Waits until it is ready.
     *
     * @throws IllegalStateException with its last messages when it ends or is not ready in time
     */
    public void awaitReady(Duration limit) {
        readiness.await(limit);
    }

    /** Whether it is ready now, as a load balancer asks. */
    public boolean isReady() {
        return readiness.isReady();
    }

    /** Ends it in good order; kills it when that takes too long. */
    public void stop() {
        process.stop(PATIENCE);
    }
}
