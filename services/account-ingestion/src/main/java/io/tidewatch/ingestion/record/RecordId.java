package io.tidewatch.ingestion.record;

/**
 * The id of a record in its source. The id "source:external id" belongs to a source, so that a record that was put for a
 * rejected row is the one that the source sends later; any other id belongs to the requests themselves.
 *
 * @param source name of the source
 * @param externalId id in the source
 */
public record RecordId(String source, String externalId) {

    /** Takes an id apart. */
    public static RecordId of(String id) {
        int colon = id.indexOf(':');
        return colon > 0 && colon < id.length() - 1
                ? new RecordId(id.substring(0, colon), id.substring(colon + 1))
                : new RecordId(RecordEditing.BY_REQUEST, id);
    }
}
