package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.evaluation.MetricValue.State;
import io.tidewatch.metric.history.Column;
import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.Vocabulary;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the next day on which a value can change without new records: never later than it does, at times earlier. Looks at what the values of
 * the account depend on now: of a metric that is not about the account, at its population alone.
 */
final class NextChange {
    /** No change. */
    private static final long NEVER = Long.MAX_VALUE;

    private final Frame frame;
    private final AccountValues values;
    private final BitSet reached = new BitSet();
    private final Deque<Integer> waiting = new ArrayDeque<>();
    private final Set<Object> looked = new HashSet<>();
    private final Set<String> counted;
    private long next = NEVER;

    private NextChange(AccountValues values, Set<String> counted) {
        this.values = values;
        this.counted = counted;
        this.frame = values.frame();
    }

    /** The day; null when nothing ever changes. */
    static LocalDate of(AccountValues values, Days days, Set<String> counted) {
        if (days.from() != null) {
            // The period grows with every day.
            return days.asOf().plusDays(1);
        }
        NextChange change = new NextChange(values, counted);
        change.look();
        return change.next == NEVER ? null : LocalDate.ofEpochDay(change.next);
    }

    private void offer(long day) {
        if (day > frame.asOf && day < next) {
            next = day;
        }
    }

    private void tomorrow() {
        offer(frame.asOf + 1L);
    }

    private void look() {
        for (int from : frame.history.attributesFrom()) {
            offer(from);
        }
        if (frame.rates.reportingCurrency() != null && hasCurrencies()) {
            tomorrow();
        }
        for (int kind = 0; kind < frame.sizes.length; kind++) {
            if (frame.program.kinds().get(kind).name().equals(Vocabulary.ACCOUNT)) {
                eachDay(kind, this::offer);
            }
        }
        for (MetricPlan plan : frame.program.metrics().values()) {
            if (isTomorrow()) {
                return;
            }
            reach(plan);
            while (!waiting.isEmpty() && !isTomorrow()) {
                step(waiting.pop());
            }
        }
    }

    /** Whether no earlier day can be found. */
    private boolean isTomorrow() {
        return next == frame.asOf + 1L;
    }

    private boolean hasCurrencies() {
        int first = Amounts.NO_CURRENCY;
        for (int column = 0; column < frame.currencies.length; column++) {
            int size =
                    Math.min(frame.sizes[frame.program.columns().get(column).kind()], frame.currencies[column].length);
            for (int row = 0; row < size; row++) {
                if (frame.longs[column][row] != Column.MISSING) {
                    int currency = frame.currencies[column][row];
                    if (first != Amounts.NO_CURRENCY && currency != first) {
                        return true;
                    }
                    first = currency;
                }
            }
        }
        return false;
    }

    private void reach(MetricPlan plan) {
        plan.populationReads().forEach(this::reach);
        plan.populationClocks().forEach(this::tick);
        MetricValue value = values.value(plan.id());
        boolean outside = value.within() == 0 || !plan.metric().syntax().group() && value.state() == State.OUTSIDE;
        if (!outside) {
            reach(plan.slot());
            plan.metric()
                    .syntax()
                    .details()
                    .forEach(detail -> reach(plan.measures().get(detail.name())));
            plan.splits().keySet().forEach(name -> reach(plan.measures().get(name)));
        }
    }

    private void reach(int slot) {
        if (!reached.get(slot)) {
            reached.set(slot);
            waiting.add(slot);
        }
    }

    private void step(int slot) {
        MetricPlan metric = values.metricIn(slot);
        if (metric != null && values.value(metric.id()).within() == 0) {
            metric.populationReads().forEach(this::reach);
            metric.populationClocks().forEach(this::tick);
            return;
        }
        for (int read : frame.program.reads().get(slot)) {
            reach(read);
            if (values.metricIn(read) != null) {
                // Whoever reads a count of days changes with the number.
                frame.program.clocks().get(read).forEach(this::tick);
            }
        }
        if (metric != null && metric.anchorClocks() != null && counted.contains(metric.id())) {
            metric.anchorClocks().forEach(this::tick);
        } else {
            frame.program.clocks().get(slot).forEach(this::tick);
        }
        switch (frame.program.slotArray()[slot]) {
            case Aggregates.OverRecords records -> look(records.choice(), records.reduction(), 0);
            case Aggregates.OverSubjects subjects -> look(subjects);
            default -> {
                // A formula changes with what it reads.
            }
        }
    }

    private void tick(Footprint.Clock clock) {
        if (clock.day() == null) {
            tomorrow();
            return;
        }
        double day = clock.day().value(frame, -1);
        if (Value.isMissing(day)) {
            return;
        }
        double limit = clock.limit() == null ? Value.ABSENT : clock.limit().value(frame, -1);
        if (Value.isMissing(limit)) {
            tomorrow();
        } else {
            offer((long) (day + Math.ceil(limit)));
            offer((long) (day + Math.floor(limit) + 1));
        }
    }

    private void look(Aggregates.OverSubjects subjects) {
        Subjects.Candidates candidates = Labels.candidates(frame, subjects.candidates());
        if (candidates.choice() != null) {
            look(candidates.choice(), null, 0);
        }
        boolean any = frame.candidates[subjects.candidates()].size > 0;
        subjects.beside().forEach(this::days);
        for (Slot step : frame.program.slotArray()) {
            if (step instanceof Subjects.With with && with.candidates() == subjects.candidates() && any) {
                look(with.choice(), with.reduction(), candidates.weeks());
            } else if (step instanceof Subjects.Choice choice && choice.index() == subjects.chosen()) {
                if (choice.clock() && any) {
                    tomorrow();
                }
            }
        }
        if (subjects.reduction().clock() && any) {
            tomorrow();
        }
    }

    private void look(RecordChoice choice, Reduction reduction, int weeks) {
        int kind = choice.kind();
        if (frame.sizes[kind] > 0) {
            boolean clock = reduction != null && reduction.clock();
            for (int condition : choice.conditions()) {
                clock |= frame.program.conditions().get(condition).clock();
            }
            if (clock) {
                tomorrow();
            }
        }
        days(kind);
        choice.beside().forEach(this::days);
        if (choice.reading() > 0) {
            starts(kind, choice.reading() - 1);
            choice.beside().forEach(beside -> starts(beside, choice.reading() - 1));
        }
        covered(choice, weeks);
        if (choice.window() != null && looked.add(List.of(kind, choice.day(), choice.window()))) {
            long[] days = frame.longs[choice.day()];
            for (int row = 0; row < frame.sizes[kind] && !isTomorrow(); row++) {
                if (days[row] != Column.MISSING) {
                    passes(choice.window(), day(days[row], choice.moment()), weeks);
                }
            }
        }
    }

    private static long day(long value, boolean moment) {
        return moment ? Math.floorDiv(value, Fields.DAY) : value;
    }

    /** The days of a kind that lie ahead: records are seen, spans begin and end, and coverage changes on them. */
    private void days(int kind) {
        if (!looked.add(kind)) {
            return;
        }
        eachDay(kind, this::offer);
        bounds(kind, this::offer);
    }

    /** The same, as seen from the day that the period begins after. */
    private void starts(int kind, int period) {
        if (looked.add(List.of(kind, period))) {
            eachDay(kind, day -> offer(startsBy(period, day)));
            bounds(kind, day -> offer(startsBy(period, day)));
        }
    }

    private interface OfDay {
        void look(long day);
    }

    private void eachDay(int kind, OfDay look) {
        for (int column : frame.program.columnsOf().get(kind)) {
            RecordField type = frame.program
                    .kinds()
                    .get(kind)
                    .fields()
                    .get(frame.program.columns().get(column).name());
            if (frame.sizes[kind] == 0 || !type.type().isTime()) {
                continue;
            }
            boolean moment = type.type() == FieldType.INSTANT;
            for (int row = 0; row < Math.min(frame.sizes[kind], frame.longs[column].length); row++) {
                if (frame.longs[column][row] != Column.MISSING) {
                    look.look(day(frame.longs[column][row], moment));
                }
            }
        }
    }

    /** The days on which what is covered begins or ends. */
    private void bounds(int kind, OfDay look) {
        int first = frame.history.firstDay();
        if (first != Integer.MAX_VALUE) {
            look.look(first);
        }
        if (frame.covered[kind].problem() == null) {
            if (frame.covered[kind].through() != Integer.MAX_VALUE) {
                look.look(frame.covered[kind].through() + 1L);
            }
            if (frame.covered[kind].from() != Integer.MIN_VALUE) {
                look.look(frame.covered[kind].from());
                look.look(frame.covered[kind].from() - 1L);
            }
        }
    }

    private void covered(RecordChoice choice, int weeks) {
        if (choice.window() != null) {
            bounds(choice.kind(), day -> passes(choice.window(), day, weeks));
        }
    }

    /** The first as-of day on which the period begins after a day, or later. */
    private long startsBy(int period, long day) {
        var length = frame.program.periods().get(period);
        if (!length.months()) {
            return day + length.length();
        }
        LocalDate start = LocalDate.ofEpochDay(day);
        LocalDate asOf = start.plusMonths(length.length());
        while (length.before(asOf).isBefore(start)) {
            asOf = asOf.plusDays(1);
        }
        while (!length.before(asOf.minusDays(1)).isBefore(start)) {
            asOf = asOf.minusDays(1);
        }
        return asOf.toEpochDay();
    }

    /** Offers the as-of days on which a window begins to hold a day, and on which it no longer does. */
    private void passes(WindowPlan window, long day, int weeks) {
        offer(day);
        if (weeks > 0 && day <= frame.asOf) {
            long block = Math.floorDiv(frame.asOf - day, 7) + 1;
            if (block <= weeks) {
                offer(day + 7 * block);
            }
        }
        switch (window.shape()) {
            case LAST -> {
                offer(day + window.ago());
                offer(day + window.ago() + window.days());
            }
            case PERIOD -> offer(startsBy(window.period(), day));
            case PREVIOUS -> {
                long start = startsBy(window.period(), day);
                offer(start);
                offer(startsBy(window.period(), start));
            }
            case AFTER, SINCE, BEFORE -> {
                if (window.anchor() == null) {
                    // One day more on either side spares a case for each form.
                    for (int more = -1; more <= 1; more++) {
                        offer(startsBy(window.period(), day + more));
                        offer(startsBy(window.period(), day + more - window.days()));
                        offer(startsBy(window.period(), day + more + window.days()));
                    }
                }
            }
            default -> {
                // What has begun goes on, or ends on a day of a record.
            }
        }
    }
}
