package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.metric.reading.YamlPart;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.calendar.BusinessCalendar;
import io.tidewatch.rule.calendar.Calendars;
import io.tidewatch.rule.playbook.EscalationDefinition;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.rule.playbook.Span;
import java.time.Duration;

/** Reads and checks the times of playbooks that may count business days. */
final class PlaybookTimes {
    private final Calendars calendars;
    private final ProblemList problems;

    PlaybookTimes(Calendars calendars, ProblemList problems) {
        this.calendars = calendars;
        this.problems = problems;
    }

    /** The time behind a key. */
    Span span(YamlPart part, String key) {
        Span span = Span.of(part.text(key));
        if (span.inBusinessDays() && calendars.isEmpty()) {
            problem(
                    part,
                    key,
                    "'" + part.text(key) + "' counts business days, and the bundle has no " + RuleBundle.CALENDAR
                            + ". Add that file beside the folders; the line 'zone: Europe/Berlin' is enough.");
        }
        return span;
    }

    /**
     * The time from the opening to a step of a sequence.
     *
     * @param before that of the step before; null for the first one
     */
    Span added(Span before, YamlPart step) {
        Span after = span(step, "after");
        if (before == null) {
            return after;
        }
        if (before.inBusinessDays() != after.inBusinessDays()) {
            problem(
                    step,
                    "after",
                    "A sequence counts either business days or elapsed time; the steps before this one count "
                            + (before.inBusinessDays() ? "business days." : "elapsed time."));
            return before;
        }
        Span sum = before.plus(after);
        if (sum.businessDays() > BusinessCalendar.MOST_DAYS) {
            problem(
                    step,
                    "after",
                    "The steps of a sequence can take at most " + BusinessCalendar.MOST_DAYS
                            + " business days together.");
            return before;
        }
        return sum;
    }

    /** What comes later must come while the run is open, weekends and holidays included. */
    void checkWindow(EscalationDefinition later, PlaybookDefinition playbook, int line) {
        Span after = later.after();
        boolean counted = after.inBusinessDays() && !calendars.isEmpty();
        Duration longest = counted ? Duration.ofDays(calendars.longest(after.businessDays())) : after.least();
        if (longest.compareTo(playbook.window()) < 0) {
            return;
        }
        problems.add(
                playbook.file(),
                line,
                (later.inSequence() ? "The step '" : "The escalation '")
                        + later.id()
                        + (counted
                                ? "' may be due after the window has ended: " + after.words() + " can take "
                                        + Span.words(longest) + "."
                                : "' is due after the window has ended."));
    }

    private void problem(YamlPart part, String key, String sentence) {
        problems.add(part.file(), part.line(key), sentence);
    }
}
