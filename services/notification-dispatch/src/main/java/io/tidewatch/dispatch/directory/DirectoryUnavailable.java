package io.tidewatch.dispatch.directory;

/** The directory did not answer, or did not answer the question: try again later. */
public final class DirectoryUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param detail a sentence for the operator
     * @param cause  what the client reported
     */
    public DirectoryUnavailable(String detail, Throwable cause) {
        super(detail, cause);
    }
}
