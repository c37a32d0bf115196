package io.tidewatch.ingestion.record;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.ingestion.history.HistoryScope;

/**
 * What identifies a record.
 *
 * @param accountId canonical id, or {@link #NO_ACCOUNT}
 * @param kind name of its kind
 * @param id unique within account and kind; a mail address in its canonical form
 */
record RecordKey(String accountId, String kind, String id) {

    /** As in histories. */
    static final String NO_ACCOUNT = HistoryScope.NO_ACCOUNT;

    /** The record that a request names. */
    static RecordKey of(String accountId, String kind, String id) {
        return new RecordKey(accountId, kind, MailAddress.canonicalId(id));
    }

    /** The same for another record of account and kind. */
    RecordKey withId(String other) {
        return new RecordKey(accountId, kind, other);
    }

    /** The columns of the key. */
    ObjectNode row() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("account_id", accountId)
                .put("kind", kind)
                .put("id", id);
    }

    boolean hasAccount() {
        return !accountId.equals(NO_ACCOUNT);
    }
}
