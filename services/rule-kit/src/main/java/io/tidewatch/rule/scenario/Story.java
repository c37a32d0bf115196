package io.tidewatch.rule.scenario;

import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.rule.playbook.MeetingKind;
import io.tidewatch.rule.playbook.RunStatus;
import io.tidewatch.rule.playbook.TouchpointDirection;
import io.tidewatch.rule.playbook.TouchpointKind;
import io.tidewatch.rule.playbook.TouchpointStatus;
import io.tidewatch.rule.threshold.Level;
import java.util.List;
import java.util.Map;

/**
 * One account over many days, looked at once a day at the same hour.
 *
 * @param values what changes on which day: day → metric id → value
 * @param snoozes flags that people snooze
 * @param flagAcknowledgements flags that people acknowledge
 * @param maintenance periods of maintenance for all accounts
 * @param until last day that is looked at
 * @param expected what must happen, by day; on other days nothing may happen
 * @param outcome how the (last) run must stand at the end, or null when there must be none
 */
record Story(
        String file,
        int line,
        String name,
        Map<String, String> attributes,
        Map<Integer, Map<String, ValueSpec>> values,
        List<Meeting> touchpoints,
        List<Stated> records,
        List<Acknowledged> acknowledgements,
        List<Declared> snoozes,
        List<Declared> flagAcknowledgements,
        List<Period> maintenance,
        int until,
        Map<Integer, Expected> expected,
        RunStatus outcome) {

    /** A touchpoint; days are days of the story. */
    record Meeting(
            int day,
            Integer recordedDay,
            TouchpointKind kind,
            MeetingKind meetingKind,
            TouchpointStatus status,
            TouchpointDirection direction,
            Boolean sponsor,
            Integer answeredDay) {
        /** What may be left out has its usual value. */
        Meeting {
            recordedDay = recordedDay == null ? Integer.valueOf(day) : recordedDay;
            status = status == null ? usual(kind) : status;
            sponsor = sponsor == null || sponsor;
        }

        private static TouchpointStatus usual(TouchpointKind kind) {
            return kind == TouchpointKind.EMAIL ? TouchpointStatus.SENT : TouchpointStatus.HELD;
        }
    }

    /** A record that is known from a day on; a later one of its kind with its id replaces it. */
    record Stated(int from, AccountRecord record) {}

    /** A colleague took a step up. */
    record Acknowledged(int day, String step) {}

    /**
     * What a person declares about a flag.
     *
     * @param from day before whose look it is declared
     * @param until day before whose look it ends
     * @param reason why; null when it does not matter
     */
    record Declared(String flag, int from, int until, String reason) {
        Declared {
            reason = reason == null ? "" : reason;
        }
    }

    /** Days from one up to another, without the latter. */
    record Period(int from, int until) {}

    /**
     * What must happen on a day, exactly.
     *
     * @param levels the levels of flags that are raised, as far as they matter
     */
    record Expected(
            List<String> raised,
            List<String> cleared,
            List<String> unknown,
            List<String> actions,
            Map<String, Level> levels) {
        static final Expected NOTHING = new Expected(List.of(), List.of(), List.of(), List.of(), Map.of());
    }
}
