package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.history.Rows;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the records that a metric counted. */
final class Trace {
    private final Frame frame;
    private final Map<Integer, Set<Integer>> rows = new LinkedHashMap<>();
    private final List<String> names = new ArrayList<>();

    private Trace(Frame frame) {
        this.frame = frame;
    }

    /** By measure, in an order in which each comes after those it reads. */
    static List<TracedMeasure> of(Frame frame, MetricPlan plan) {
        List<TracedMeasure> traced = new ArrayList<>();
        plan.measures().forEach((measure, slot) -> {
            Trace trace = new Trace(frame);
            trace.add(frame.program.slotArray()[slot]);
            List<TracedRecords> records = new ArrayList<>();
            trace.rows.forEach((kind, found) -> records.add(
                    new TracedRecords(frame.program.kinds().get(kind).name(), List.copyOf(found))));
            MeasureValue value = MeasureValue.of(frame.values[slot], frame.money.name(frame.slotCurrencies[slot]));
            String reason = value.state() == MetricValue.State.KNOWN ? null : Reasons.of(frame, slot);
            traced.add(new TracedMeasure(measure, value, reason, trace.names, records));
        });
        return traced;
    }

    private void add(Slot step) {
        switch (step) {
            case Aggregates.OverRecords records ->
                addRows(records.choice().kind(), records.choice().select(frame, new Note()));
            case Aggregates.OverSubjects subjects -> addSubjects(subjects);
            default -> {
                // Only aggregates count records.
            }
        }
    }

    /** Adds the first {@code count} of {@link Scratch#rows}. */
    private void addRows(int kind, int count) {
        for (int number = 0; number < count; number++) {
            rows.computeIfAbsent(kind, any -> new LinkedHashSet<>()).add(frame.scratch.rows[number]);
        }
    }

    private void addSubjects(Aggregates.OverSubjects subjects) {
        int count = subjects.select(frame, new Note());
        int[] counted = Arrays.copyOf(frame.scratch.rows, Math.max(0, count));
        Subjects.Candidates candidates = Labels.candidates(frame, subjects.candidates());
        for (int subject : counted) {
            names.add(name(candidates, subject));
        }
        if (candidates.choice() != null && count > 0) {
            addRows(candidates.choice().kind(), ofSubjects(candidates, counted));
        }
        Set<Integer> withs = new LinkedHashSet<>(subjects.withs());
        for (Slot step : frame.program.slotArray()) {
            if (step instanceof Subjects.Choice choice && choice.index() == subjects.chosen()) {
                withs.addAll(choice.withs());
            }
        }
        for (Slot step : frame.program.slotArray()) {
            if (step instanceof Subjects.With with && withs.contains(with.index())) {
                for (int subject : counted) {
                    addRows(with.choice().kind(), with.rows(frame, subject, new Note()));
                }
            }
        }
    }

    private String name(Subjects.Candidates candidates, int subject) {
        if (candidates.choice() == null) {
            LocalDate last = LocalDate.ofEpochDay(frame.asOf - 7L * (candidates.weeks() - 1 - subject));
            return last.minusDays(6) + "/" + last;
        }
        Rows records = frame.rows[candidates.choice().kind()];
        int row = frame.candidates[candidates.index()].rows[subject];
        return candidates.group() == null
                ? String.valueOf(records.id(row))
                : frame.history.text(records.kind().name(), row, candidates.groupName());
    }

    /** Leaves the records that make these subjects in {@link Scratch#rows}; how many. */
    private int ofSubjects(Subjects.Candidates candidates, int[] counted) {
        Set<Integer> wanted = new LinkedHashSet<>();
        Arrays.stream(counted).forEach(wanted::add);
        int count = candidates.choice().select(frame, new Note());
        int[] rows = frame.scratch.rows;
        int kept = 0;
        for (int number = 0; number < count; number++) {
            double key = candidates.group() == null
                    ? rows[number]
                    : candidates.group().value(frame, rows[number]);
            if (!Value.isMissing(key) && wanted.contains(frame.candidates[candidates.index()].places.find(key))) {
                rows[kept++] = rows[number];
            }
        }
        return kept;
    }
}
