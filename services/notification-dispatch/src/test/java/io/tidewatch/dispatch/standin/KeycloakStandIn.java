package io.tidewatch.dispatch.standin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** The part of Keycloak's admin API that looks people up. It can be switched off. */
public final class KeycloakStandIn implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final List<Person> people = new ArrayList<>();
    private volatile boolean away;

    public KeycloakStandIn() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/realms/tidewatch/protocol/openid-connect/token", this::token);
        server.createContext("/admin/realms/tidewatch/users", this::users);
        server.createContext("/admin/realms/tidewatch/roles", this::role);
        server.start();
        usual();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/realms/tidewatch";
    }

    /** The people of the local suite, and nobody else. */
    public synchronized void usual() {
        away = false;
        people.clear();
        people.add(new Person("nadia", "Nadia", "Okafor", "csm", true));
        people.add(new Person("leah", "Leah", "Brandt", "leaders", true));
        people.add(new Person("omar", "Omar", "Haddad", "sales", true));
        people.add(new Person("petra", "Petra", "Novak", "product", true));
        people.add(new Person("samir", "Samir", "Rahman", "helpdesk", true));
        people.add(new Person("sonja", "Sonja", "Aalto", "helpdesk", true));
        people.add(new Person("victor", "Victor", "Salonen", "executive", true));
        people.add(new Person("gone", "Gina", "Gone", "csm", false));
    }

    public synchronized void without(String username) {
        people.removeIf(person -> person.username().equals(username));
    }

    public void away(boolean isAway) {
        away = isAway;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void token(HttpExchange exchange) throws IOException {
        send(exchange, 200, "{\"access_token\":\"for-the-stand-in\",\"expires_in\":300,\"token_type\":\"Bearer\"}");
    }

    private void users(HttpExchange exchange) throws IOException {
        String query = URLDecoder.decode(exchange.getRequestURI().getRawQuery(), StandardCharsets.UTF_8);
        String email = query.replaceAll(".*email=([^&]*).*", "$1");
        answer(exchange, person -> person.email().equals(email));
    }

    private void role(HttpExchange exchange) throws IOException {
        String role = exchange.getRequestURI().getPath().replaceAll(".*/roles/([^/]*)/users", "$1");
        answer(exchange, person -> person.role().equals(role));
    }

    private void answer(HttpExchange exchange, Predicate<Person> wanted) throws IOException {
        ArrayNode answer = JSON.createArrayNode();
        synchronized (this) {
            people.stream().filter(wanted).map(Person::json).forEach(answer::add);
        }
        send(exchange, away ? 503 : 200, answer.toString());
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private record Person(String username, String first, String last, String role, boolean enabled) {

        String email() {
            return username + "@example.com";
        }

        ObjectNode json() {
            return JSON.createObjectNode()
                    .put("username", username)
                    .put("email", email())
                    .put("firstName", first)
                    .put("lastName", last)
                    .put("enabled", enabled);
        }
    }
}
