package io.tidewatch.suite.control;

import io.tidewatch.suite.Checkout;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Gives an order to the suite that runs in this working copy: `restart SERVICE`, `scale SERVICE N`, `clock DAYS`, `fail-over`. */
public final class SuiteOrder {

    private SuiteOrder() {}

    /** Prints the suite's answer; ends with 1 when the order was refused or no suite runs. */
    public static void main(String[] arguments) throws InterruptedException {
        System.exit(give(List.of(arguments), Checkout.current().local().resolve("control")));
    }

    /**
     * Gives the order.
     *
     * @param addressFile where the suite wrote its port and token
     * @return the exit status: 0 when it was carried out
     */
    static int give(List<String> order, Path addressFile) throws InterruptedException {
        String path;
        try {
            path = path(order);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return 2;
        }
        if (!Files.exists(addressFile)) {
            System.err.println("No suite is running here; start one with make run");
            return 1;
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            List<String> address = Files.readAllLines(addressFile);
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.get(0) + path))
                    .timeout(Duration.ofMinutes(5))
                    .header("Authorization", "Bearer " + address.get(1))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            (response.statusCode() == 200 ? System.out : System.err).println(response.body());
            return response.statusCode() == 200 ? 0 : 1;
        } catch (IOException e) {
            System.err.println("The suite does not answer (" + e.getMessage() + "); it may be starting or have ended.");
            return 1;
        }
    }

    private static String path(List<String> order) {
        if (order.size() == 2 && order.get(0).equals("restart")) {
            return "/restart?service=" + encode(order.get(1));
        }
        if (order.size() == 3 && order.get(0).equals("scale")) {
            return "/scale?service=" + encode(order.get(1)) + "&replicas=" + encode(order.get(2));
        }
        if (order.size() == 2 && order.get(0).equals("clock")) {
            return "/clock?days=" + encode(order.get(1));
        }
        if (order.equals(List.of("fail-over"))) {
            return "/fail-over";
        }
        throw new IllegalArgumentException("restart SERVICE, scale SERVICE N, clock DAYS or fail-over");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
