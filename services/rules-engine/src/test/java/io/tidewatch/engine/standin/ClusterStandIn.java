package io.tidewatch.engine.standin;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.mockwebserver.http.Response;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;
import io.vertx.mutiny.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands in for the API server of Kubernetes. What it holds survives its absence. */
public final class ClusterStandIn implements AutoCloseable {

    /** The namespace of the service. */
    public static final String NAMESPACE = "customer-success";

    private final Requests requests = new Requests();
    private final int port = freePort();
    private KubernetesMockServer server;

    /** A server that answers. */
    public ClusterStandIn() {
        start();
    }

    /** Answers at the same address as before. */
    public void start() {
        server = new KubernetesMockServer(
                new Context(Serialization.jsonMapper()), new MockWebServer(), new HashMap<>(), requests, false);
        server.start(InetAddress.getLoopbackAddress(), port);
    }

    /** Ends all connections, and accepts no new ones. */
    public void stop() {
        if (server != null) {
            server.shutdown();
            server = null;
        }
    }

    /** Whether requests are answered with 403. */
    public void deny(boolean denied) {
        requests.denied = denied;
    }

    /** The next watch is answered with 410: its version is no longer known. */
    public void forgetVersions() {
        requests.gone = true;
    }

    /** How many times metadata was patched, or an Event created. */
    public int writes() {
        return requests.writes.get();
    }

    /** Its address. */
    public String url() {
        return "http://localhost:" + port;
    }

    /** A client as the service has it, which does not wait long between its tries. */
    public KubernetesClient client(Vertx vertx) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl(url())
                        .withNamespace(NAMESPACE)
                        .withRequestRetryBackoffLimit(0)
                        .withWatchReconnectInterval(50)
                        .build())
                .withHttpClientFactory(new VertxHttpClientFactory(vertx.getDelegate()))
                .build();
    }

    @Override
    public void close() {
        stop();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Requests extends KubernetesCrudDispatcher {

        private final AtomicInteger writes = new AtomicInteger();
        private volatile boolean denied;
        private volatile boolean gone;

        @Override
        public MockResponse dispatch(RecordedRequest request) {
            if (denied) {
                return new MockResponse().setResponseCode(403).setBody(status(403, "forbidden"));
            }
            if (request.getMethod().equals("PATCH")
                    || request.getMethod().equals("POST") && request.getPath().contains("/events")) {
                writes.incrementAndGet();
            }
            return super.dispatch(request);
        }

        @Override
        public MockResponse handleWatch(String path) {
            if (!gone) {
                return super.handleWatch(path);
            }
            gone = false;
            return new MockResponse().withWebSocketUpgrade(new WebSocketListener() {
                @Override
                public void onOpen(WebSocket webSocket, Response response) {
                    webSocket.send(
                            "{\"type\":\"ERROR\",\"object\":" + status(410, "too old resource version: 1 (2)") + "}");
                }
            });
        }

        private static String status(int code, String message) {
            return """
                    {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": %d, "message": "%s"}
                    """.formatted(code, message);
        }
    }
}
