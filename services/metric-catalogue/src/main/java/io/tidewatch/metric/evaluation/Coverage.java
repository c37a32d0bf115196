package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.history.CoveredDays;
import java.util.List;

/** Whether sources cover what is read. */
final class Coverage {
    private Coverage() {}

    /** Whether the records of a kind are covered from a day through another; where the first lies after the last, nothing is needed of a kind that does not hold. */
    static boolean covers(Frame frame, int kind, int from, int through) {
        CoveredDays days = frame.covered[kind];
        if (frame.program.kinds().get(kind).holds()) {
            return days.problem() == null;
        }
        return from > through || days.covers(from, through);
    }

    /** Whether all of these kinds are covered on a reading day. */
    static boolean areReadable(Frame frame, List<Integer> kinds, int reading, Note note) {
        int day = frame.readingDays[reading];
        boolean before = day < frame.history.firstDay();
        for (int number = 0; number < kinds.size(); number++) {
            int kind = kinds.get(number);
            if (!covers(frame, kind, before ? 1 : day, before ? 0 : day)) {
                note.notCovered(kind, day, day);
                return false;
            }
        }
        return true;
    }
}
