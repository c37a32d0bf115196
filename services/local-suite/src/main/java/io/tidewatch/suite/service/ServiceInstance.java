package io.tidewatch.suite.service;

import io.tidewatch.suite.process.ChildProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** One running replica of a service. */
public final class ServiceInstance {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final String service;
    private final String id;
    private final int port;
    private final int managementPort;
    private final ChildProcess process;

    ServiceInstance(String service, String id, int port, int managementPort, ChildProcess process) {
        this.service = service;
        this.id = id;
        this.port = port;
        this.managementPort = managementPort;
        this.process = process;
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

    /** Whether it says that it is ready. */
    public boolean isReady() {
        HttpRequest request = HttpRequest.newBuilder(URI.create(managementUrl() + "/q/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Waits until it is ready.
     *
     * @throws IllegalStateException with its last messages when it ends or is not ready in time
     */
    public void awaitReady(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!isReady()) {
            if (!process.isAlive()
                    || System.nanoTime() > deadline
                    || Thread.currentThread().isInterrupted()) {
                String state = process.isAlive() ? "is not ready" : "has ended (" + process.exitCode() + ")";
                throw new IllegalStateException(
                        service + " " + state + "; its log " + process.log() + " ends with:\n" + process.lastLines(25));
            }
            process.awaitEnd(Duration.ofMillis(200));
        }
    }

    /** Ends it in good order; kills it when that takes too long. */
    public void stop() {
        process.stop(PATIENCE);
    }
}
