package io.tidewatch.dispatch.directory;

/** The directory gave no answer, or one that says nothing about the people: try again later. */
public final class DirectoryUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With a sentence for the operator. */
    public DirectoryUnavailable(String detail) {
        super(detail);
    }

    /** With what the connection said. */
    public DirectoryUnavailable(String detail, Throwable cause) {
        super(detail, cause);
    }
}
