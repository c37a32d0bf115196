package io.tidewatch.dispatch.delivery;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import java.util.UUID;

/** Handles a message that will never be delivered. */
public interface Undeliverable {

    /**
     * Is called once per failed message.
     *
     * @param tx        the transaction in which the message fails
     * @param messageId of the message
     */
    Uni<Void> failed(SqlClient tx, UUID messageId);
}
