package io.tidewatch.dispatch.message;

import io.tidewatch.problem.ProblemType;

/** Problems of the message operations. */
public enum MessageProblem implements ProblemType {
    /** A message with that id does not exist. */
    MESSAGE_NOT_FOUND(404, "Message not found");

    private final int status;
    private final String title;

    MessageProblem(int status, String title) {
        this.status = status;
        this.title = title;
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
