package io.tidewatch.engine.flag;

import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.ProblemType;
import io.tidewatch.rule.threshold.FlagStatus;
import java.util.Arrays;

/** Problems of requests about flags. */
public enum FlagProblem implements ProblemType {
    /** That threshold was never judged for that account. */
    FLAG_NOT_FOUND(404, "Flag not found"),
    /** There is nothing to take care of. */
    FLAG_NOT_RAISED(409, "The flag is not raised"),
    /** A declaration ends in the past, or too far ahead. */
    END_NOT_POSSIBLE(422, "The end is not possible"),
    /** A state that flags do not have. */
    BAD_STATE(400, "Unknown state");

    private final int status;
    private final String title;

    FlagProblem(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /**
     * Rejects a state that flags do not have; null is all of them.
     *
     * @throws ProblemException {@code bad-state}
     */
    public static void checkState(String state) {
        if (state != null
                && Arrays.stream(FlagStatus.values())
                        .noneMatch(known -> known.name().equals(state))) {
            throw new ProblemException(BAD_STATE, "\"state\" must be RAISED, CLEAR or UNKNOWN.");
        }
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
