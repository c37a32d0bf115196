package io.tidewatch.suite.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * How a process shows that it is ready: it answers 200 at an address.
 *
 * @param name what people call the process
 * @param url an address on loopback
 */
public record Readiness(String name, ChildProcess process, String url) {

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(200);

    /**
     * Waits until it answers.
     *
     * @throws IllegalStateException with its last messages when it ends or is not ready in time
     */
    public void await(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!isReady()) {
            if (!process.isAlive()
                    || System.nanoTime() > deadline
                    || Thread.currentThread().isInterrupted()) {
                String state = process.isAlive() ? "is not ready" : "has ended (" + process.exitCode() + ")";
                throw new IllegalStateException(
                        name + " " + state + "; its log " + process.log() + " ends with:\n" + process.lastLines(25));
            }
            process.awaitEnd(PAUSE);
        }
    }

    /** Whether it answers now. */
    public boolean isReady() {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(ANSWER_LIMIT).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
