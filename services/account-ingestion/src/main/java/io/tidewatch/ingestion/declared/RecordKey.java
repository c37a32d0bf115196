package io.tidewatch.ingestion.declared;

import io.tidewatch.ingestion.history.HistoryScope;
import io.tidewatch.ingestion.record.MailAddress;

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

    boolean hasAccount() {
        return !accountId.equals(NO_ACCOUNT);
    }
}
