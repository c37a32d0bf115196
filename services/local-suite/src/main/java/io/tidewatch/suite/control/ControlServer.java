package io.tidewatch.suite.control;

import com.sun.net.httpserver.HttpExchange;
import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.web.LocalPages;
import io.tidewatch.suite.web.LocalPages.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Takes orders for the running suite from `make restart` and the like: on loopback, from who can read its token. */
public final class ControlServer implements AutoCloseable {

    private final Orders orders;
    private final String token;
    private final Path addressFile;
    private final LocalPages pages;

    private ControlServer(Orders orders, String token, Path addressFile) {
        this.orders = orders;
        this.token = token;
        this.addressFile = addressFile;
        this.pages = LocalPages.start(0, this::answer);
    }

    /** What the suite can be ordered to do; each order answers with a sentence for its sender. */
    public interface Orders {

        /** Ends a service and starts it again from the newest build. */
        String restart(String service);

        /** Runs so many replicas of a service. */
        String scale(String service, int replicas);

        /** Moves business time on by so many days. */
        String advanceClock(int days);

        /** Loses the primary of a rehearsal and promotes its standby. */
        String failOver();
    }

    /**
     * Starts to listen on a free port.
     *
     * @param token must come with every order
     * @param addressFile is written with port and token, readable by its owner only, and deleted at the end
     */
    public static ControlServer start(Orders orders, String token, Path addressFile) {
        ControlServer server = new ControlServer(orders, token, addressFile);
        try {
            Files.createDirectories(addressFile.toAbsolutePath().getParent());
            Files.deleteIfExists(addressFile);
            Files.createFile(
                    addressFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(addressFile, server.pages.port() + "\n" + token + "\n");
            return server;
        } catch (IOException e) {
            server.pages.close();
            throw new UncheckedIOException("Cannot write " + addressFile, e);
        }
    }

    @Override
    public void close() {
        pages.close();
        try {
            Files.deleteIfExists(addressFile);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + addressFile, e);
        }
    }

    private Answer answer(HttpExchange exchange) {
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        if (given == null
                || !MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8), ("Bearer " + token).getBytes(StandardCharsets.UTF_8))) {
            return Answer.text(401, "The command must have the token of this suite.");
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            return Answer.text(405, "Send commands with POST.");
        }
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        try {
            return switch (exchange.getRequestURI().getPath()) {
                case "/restart" -> Answer.text(200, orders.restart(service(query)));
                case "/scale" -> Answer.text(200, orders.scale(service(query), number(query, "replicas")));
                case "/clock" -> Answer.text(200, orders.advanceClock(number(query, "days")));
                case "/fail-over" -> Answer.text(200, orders.failOver());
                default -> Answer.text(404, "Unknown command. The suite accepts restart, scale, clock and fail-over.");
            };
        } catch (IllegalArgumentException e) {
            return Answer.text(400, e.getMessage());
        }
    }

    private static String service(Map<String, String> query) {
        String service = query.getOrDefault("service", "");
        if (!SuiteSettings.SERVICES.contains(service)) {
            throw new IllegalArgumentException("SERVICE must be one of " + String.join(", ", SuiteSettings.SERVICES)
                    + ", not \"" + service + "\".");
        }
        return service;
    }

    private static int number(Map<String, String> query, String name) {
        String text = query.getOrDefault(name, "");
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    name.toUpperCase(Locale.ROOT) + " must be a number, not \"" + text + "\".");
        }
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }
}
