package io.tidewatch.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.oidc.OIDCException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A page that demands a login, as the HTTP layer of a service does it. */
class LoginUnavailableTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void pageSaysThatTheIdentityProviderDoesNotAnswer() throws Exception {
        HttpResponse<String> answer = open(new OIDCException("OIDC Server is not available"));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(answer.body()).contains("The identity provider does not answer");
    }

    @Test
    void otherFailuresOfAPageStayAsTheyAre() throws Exception {
        assertThat(open(new IllegalStateException("a bug")).statusCode()).isEqualTo(500);
    }

    private HttpResponse<String> open(Throwable failure) throws Exception {
        Router router = Router.router(vertx);
        new LoginUnavailable().install(router);
        router.route("/report").handler(context -> context.fail(failure));
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + "/report"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
