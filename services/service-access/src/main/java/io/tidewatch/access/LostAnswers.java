package io.tidewatch.access;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.impl.SqlConnectionInternal;

/**
 * Counts connections that are closed because they were silent for the limit. The client closes them without telling anybody, so
 * this listens to the timer of each connection, which takes classes that the client keeps to itself.
 */
@Sharable
final class LostAnswers extends ChannelInboundHandlerAdapter {

    /** The name under which the client adds its own handler, behind the timer. */
    private static final String CLIENT = "handler";

    private final Counter lost;

    LostAnswers(MeterRegistry meters) {
        lost = Counter.builder("tidewatch.database.answers.lost")
                .description("Connections closed because they were silent for the answer limit")
                .register(meters);
    }

    /** Watches a new connection, and hands it to the pool. */
    void watch(SqlConnection connection) {
        SocketConnectionBase socket = (SocketConnectionBase)
                ((SqlConnectionInternal) connection).unwrap().unwrap();
        socket.socket().channelHandlerContext().pipeline().addBefore(CLIENT, "lost-answers", this);
        connection.close();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            lost.increment();
        }
        context.fireUserEventTriggered(event);
    }
}
