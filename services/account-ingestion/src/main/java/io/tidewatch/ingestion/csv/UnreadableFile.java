package io.tidewatch.ingestion.csv;

/** The file as a whole is not what it should be; the message tells its owner what to do. */
public final class UnreadableFile extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message a sentence for the person who sent the file */
    public UnreadableFile(String message) {
        super(message);
    }
}
