package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.history.CoveredDays;
import io.tidewatch.metric.language.Expression;
import io.tidewatch.metric.language.ExpressionText;
import io.tidewatch.metric.language.Formula;
import java.time.LocalDate;

/** Says why there is no value. */
final class Reasons {
    private Reasons() {}

    /** Why a metric has no value that it could have. */
    static String of(Frame frame, MetricPlan plan) {
        if (plan.metric().syntax().group()) {
            return "This metric has values of groups of accounts only.";
        }
        String reason = of(frame, plan.slot());
        if (reason != null) {
            return reason;
        }
        Formula value = plan.metric().syntax().value();
        if (plan.denominator() != null
                && plan.denominator().value(frame, -1) == 0
                && value.tree() instanceof Expression.Arithmetic division) {
            return "There is nothing to divide by: '" + ExpressionText.of(division.right()) + "' is 0.";
        }
        return "There is nothing that '" + value.text() + "' could be computed of.";
    }

    /** Why a measure has no value; null when nothing that it reads says so. */
    static String of(Frame frame, int first) {
        int slot = first;
        boolean unknown = Value.isUnknown(frame.values[slot]);
        while (true) {
            Slot step = frame.program.slotArray()[slot];
            if (step instanceof Score score && score.minimumCoverage() > 0 && score.coverage(frame) > 0) {
                return "Only %.0f %% of the weights of the score have a value; at least %d %% must."
                        .formatted(Math.floor(score.coverage(frame)), score.minimumCoverage());
            }
            Note note = step instanceof Aggregates.Aggregate ? frame.notes[slot] : null;
            if (note != null && note.why != Note.Why.NONE && note.why != Note.Why.NO_ANCHOR) {
                return sentence(frame, note);
            }
            int next = next(frame, slot, unknown);
            if (next < 0) {
                return unknown && frame.money.reporting() != Amounts.NO_CURRENCY
                        ? noRate(frame, frame.withoutRate)
                        : null;
            }
            slot = next;
        }
    }

    /** The first measure that is read and has no value for the same reason; -1 without one. */
    private static int next(Frame frame, int slot, boolean unknown) {
        for (int read : frame.program.reads().get(slot)) {
            double value = frame.values[read];
            if (unknown ? Value.isUnknown(value) : Value.isAbsent(value)) {
                return read;
            }
        }
        return -1;
    }

    private static String sentence(Frame frame, Note note) {
        return switch (note.why) {
            case NONE, NO_ANCHOR -> null;
            case NOT_COVERED -> notCovered(frame, note);
            case MISSING_VALUES, MISSING_SUBJECT ->
                note.total == 1
                        ? "The %s that counts has no %s.".formatted(record(frame, note.kind), note.what)
                        : "%d of %d %s have no %s."
                                .formatted(note.count, note.total, records(frame, note.kind), note.what);
            case NO_RATE -> noRate(frame, note.currency);
            case NO_MEAN -> "The mean is 0, so nothing can be measured by it.";
            case NOTHING -> nothing(frame, note);
        };
    }

    private static String record(Frame frame, int kind) {
        return kind < 0 ? "week" : "record of " + name(frame, kind);
    }

    private static String records(Frame frame, int kind) {
        return kind < 0 ? "weeks" : "records of " + name(frame, kind);
    }

    private static String name(Frame frame, int kind) {
        return frame.program.kinds().get(kind).name().replace('_', ' ');
    }

    private static String notCovered(Frame frame, Note note) {
        CoveredDays days = frame.covered[note.kind];
        if (days.problem() != null) {
            return days.problem();
        }
        String records = "The " + name(frame, note.kind) + " records are complete only ";
        return note.through > days.through()
                ? records + "until " + LocalDate.ofEpochDay(days.through()) + "."
                : records + "from " + LocalDate.ofEpochDay(days.from()) + " on.";
    }

    private static String nothing(Frame frame, Note note) {
        String none = "No " + record(frame, note.kind);
        boolean fromFirstDay = note.from <= frame.history.firstDay();
        // Neither end is worth a day that would be another one tomorrow.
        if (note.from > note.through || fromFirstDay && note.through == frame.asOf) {
            return none + " counts.";
        }
        LocalDate from = LocalDate.ofEpochDay(note.from);
        if (note.through == Note.OPEN) {
            return none + " after " + from + " counts.";
        }
        LocalDate through = LocalDate.ofEpochDay(note.through);
        if (from.equals(through)) {
            return none + " on " + through + " counts.";
        }
        return fromFirstDay
                ? none + " until " + through + " counts."
                : none + " from " + from + " to " + through + " counts.";
    }

    private static String noRate(Frame frame, int currency) {
        String reporting = frame.money.name(frame.money.reporting());
        return reporting == null
                ? "There are amounts in several currencies, and no rates of exchange."
                : "There is no rate from " + frame.money.name(currency) + " to " + reporting + " on "
                        + LocalDate.ofEpochDay(frame.asOf) + ".";
    }
}
