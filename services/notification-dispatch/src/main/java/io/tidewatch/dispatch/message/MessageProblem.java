package io.tidewatch.dispatch.message;

import io.tidewatch.problem.ProblemType;

/** Problems of the message operations. */
public enum MessageProblem implements ProblemType {
    /** No message of that id. */
    MESSAGE_NOT_FOUND("message-not-found", 404, "Message not found");

    private final String slug;
    private final int status;
    private final String title;

    MessageProblem(String slug, int status, String title) {
        this.slug = slug;
        this.status = status;
        this.title = title;
    }

    @Override
    public String slug() {
        return slug;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }
}
