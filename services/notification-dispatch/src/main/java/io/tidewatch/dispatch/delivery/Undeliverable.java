package io.tidewatch.dispatch.delivery;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import java.util.UUID;

/** What becomes of a message that will never be delivered. */
public interface Undeliverable {

    /**
     * Takes notice of it, once per message.
     *
     * @param tx        the transaction in which the message fails
     * @param messageId of the message
     */
    Uni<Void> failed(SqlClient tx, UUID messageId);
}
