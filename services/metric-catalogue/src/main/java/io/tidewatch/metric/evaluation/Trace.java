package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.history.Rows;
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
    private final Map<Integer, Set<String>> ids = new LinkedHashMap<>();

    private Trace(Frame frame) {
        this.frame = frame;
    }

    /** By measure and kind; nothing of a measure without a value. */
    static List<TracedRecords> of(Frame frame, MetricPlan plan) {
        List<TracedRecords> traced = new ArrayList<>();
        plan.measures().forEach((measure, slot) -> {
            Trace trace = new Trace(frame);
            trace.add(frame.program.slotArray()[slot]);
            trace.ids.forEach((kind, found) -> traced.add(
                    new TracedRecords(measure, frame.program.kinds().get(kind).name(), List.copyOf(found))));
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
        Rows rows = frame.rows[kind];
        for (int number = 0; number < count; number++) {
            String id = rows.id(frame.scratch.rows[number]);
            if (id != null) {
                ids.computeIfAbsent(kind, any -> new LinkedHashSet<>()).add(id);
            }
        }
    }

    private void addSubjects(Aggregates.OverSubjects subjects) {
        int count = subjects.select(frame, new Note());
        int[] counted = Arrays.copyOf(frame.scratch.rows, Math.max(0, count));
        Subjects.Candidates candidates = Labels.candidates(frame, subjects.candidates());
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
