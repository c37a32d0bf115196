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
 * Closes connections that were silent for the limit, and counts them. The client only says good-bye and waits until the server closes
 * the connection, which one that is frozen never does: its statements would never end. So this listens to the timer of each connection
 * in front of the client, which takes classes that the client keeps to itself.
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

    /** Watches a new connection, before anybody else uses it. */
    void watch(SqlConnection connection) {
        SocketConnectionBase socket = (SocketConnectionBase) ((SqlConnectionInternal) connection).unwrap();
        socket.socket().channelHandlerContext().pipeline().addBefore(CLIENT, "lost-answers", this);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            lost.increment();
            // From the first handler on: the others turn a close into that good-bye.
            context.pipeline().firstContext().close();
        } else {
            context.fireUserEventTriggered(event);
        }
    }
}
