package io.tidewatch.feed.consumer;

import io.tidewatch.feed.TestDatabase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A line to the database that can break after a commit was done and before its answer arrives. */
final class CommitSwallower implements AutoCloseable {

    private final NetServer server;
    private final NetClient client;
    private final AtomicBoolean armed = new AtomicBoolean();
    private final AtomicInteger swallowed = new AtomicInteger();

    CommitSwallower(TestDatabase database) {
        io.vertx.core.Vertx vertx = database.vertx().getDelegate();
        client = vertx.createNetClient();
        server = vertx.createNetServer().connectHandler(near -> connect(near, database.port()));
        try {
            server.listen(0, "localhost")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return server.actualPort();
    }

    void swallowNextAnswerToCommit() {
        armed.set(true);
    }

    int swallowed() {
        return swallowed.get();
    }

    private void connect(NetSocket near, int port) {
        near.pause();
        client.connect(port, "localhost").onSuccess(far -> {
            AtomicBoolean committing = new AtomicBoolean();
            near.handler(sent -> {
                if (text(sent).contains("COMMIT") && armed.compareAndSet(true, false)) {
                    committing.set(true);
                }
                far.write(sent);
            });
            far.handler(answer -> {
                if (committing.get() && text(answer).contains("COMMIT")) {
                    swallowed.incrementAndGet();
                    far.close();
                    near.close();
                } else {
                    near.write(answer);
                }
            });
            near.closeHandler(ignored -> far.close());
            far.closeHandler(ignored -> near.close());
            near.resume();
        });
    }

    private static String text(Buffer bytes) {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        server.close();
        client.close();
    }
}
