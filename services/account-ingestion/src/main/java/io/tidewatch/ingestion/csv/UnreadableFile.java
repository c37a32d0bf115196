package io.tidewatch.ingestion.csv;

/** A file that cannot be imported at all; the message says to its sender what to do. */
public final class UnreadableFile extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message a sentence for the person who sent the file */
    public UnreadableFile(String message) {
        super(message);
    }
}
