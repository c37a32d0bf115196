package io.tidewatch.images;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A registry on loopback that accepts every image, after the OCI distribution specification, and asks for no login. */
final class RegistryStandIn implements AutoCloseable {

    private static final Pattern MANIFEST = Pattern.compile("/v2/(.+)/manifests/(.+)");
    private static final Pattern BLOB = Pattern.compile("/v2/.+/blobs/sha256:([0-9a-f]+)");
    private static final Pattern UPLOAD = Pattern.compile("/v2/.+/blobs/uploads/(\\d*)");

    private static final int TLS_HANDSHAKE = 22;

    private final HttpServer server;
    private final Map<String, byte[]> manifests = new ConcurrentHashMap<>();
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<String, byte[]> uploads = new ConcurrentHashMap<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final ServerSocket door;

    private RegistryStandIn(HttpServer server, ServerSocket door) {
        this.server = server;
        this.door = door;
    }

    static RegistryStandIn start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        RegistryStandIn registry =
                new RegistryStandIn(server, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        server.createContext("/", registry::answer);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
        Thread.startVirtualThread(registry::admit);
        return registry;
    }

    String address() {
        return "localhost:" + door.getLocalPort();
    }

    /** What was pushed, by name and tag. */
    Map<String, byte[]> manifests() {
        return manifests;
    }

    /** Layers and configurations, by digest. */
    Map<String, byte[]> blobs() {
        return blobs;
    }

    @Override
    public void close() throws IOException {
        door.close();
        server.stop(0);
    }

    /** Hangs up on those who begin with TLS, as registries do that speak plain HTTP; the server would let them wait. */
    private void admit() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Thread.startVirtualThread(() -> admit(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void admit(Socket client) {
        try (client;
                Socket registry = new Socket(
                        InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
            int first = client.getInputStream().read();
            if (first != TLS_HANDSHAKE) {
                registry.getOutputStream().write(first);
                Thread.startVirtualThread(() -> copy(registry, client));
                client.getInputStream().transferTo(registry.getOutputStream());
            }
        } catch (IOException disconnected) {
            // Either side may end the connection.
        }
    }

    private static void copy(Socket from, Socket to) {
        // A client that waits for an answer learns that there will be none.
        try (to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException disconnected) {
            // Either side may end the connection.
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            Matcher manifest = MANIFEST.matcher(path);
            Matcher upload = UPLOAD.matcher(path);
            Matcher blob = BLOB.matcher(path);
            int status = 404;
            if (path.equals("/v2/")) {
                status = 200;
            } else if (upload.matches()) {
                status = upload(exchange, upload.group(1), body);
            } else if (manifest.matches() && exchange.getRequestMethod().equals("PUT")) {
                manifests.put(manifest.group(1) + "/" + manifest.group(2), body);
                exchange.getResponseHeaders().set("Docker-Content-Digest", "sha256:" + sha256(body));
                status = 201;
            } else if (blob.matches() && blobs.containsKey(blob.group(1))) {
                status = 200;
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private int upload(HttpExchange exchange, String number, byte[] body) throws IOException {
        String id = number.isEmpty() ? Integer.toString(begun.incrementAndGet()) : number;
        exchange.getResponseHeaders()
                .set("Location", exchange.getRequestURI().getPath().replaceFirst("\\d*$", id));
        switch (exchange.getRequestMethod()) {
            case "POST" -> uploads.put(id, body);
            case "PATCH" -> uploads.put(id, body);
            default -> {
                String digest = exchange.getRequestURI().getQuery().replaceFirst(".*digest=sha256:", "");
                if (!sha256(uploads.get(id)).equals(digest)) {
                    throw new IOException("The digest of an upload does not match its content");
                }
                blobs.put(digest, uploads.get(id));
                return 201;
            }
        }
        return 202;
    }

    static String sha256(byte[] content) {
        return HexFormat.of().formatHex(Layer.newSha256().digest(content));
    }
}
