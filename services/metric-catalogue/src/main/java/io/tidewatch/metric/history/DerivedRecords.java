package io.tidewatch.metric.history;

import io.tidewatch.metric.language.Vocabulary;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The records that follow from contract periods, cadences and the attributes of the account, and that no source sends. */
public final class DerivedRecords {
    static final String CONTRACT_PERIOD = "contract_period";
    static final String CADENCE = "cadence";
    static final String PAID_SPAN = "paid_span";
    private static final String MRR_CHANGE = "mrr_change";
    private static final String RENEWAL = "renewal";
    private static final String DUE_SLOT = "due_slot";
    private static final String STAGE_CHANGE = "stage_change";
    private static final String STAGE = "lifecycleStage";

    /** Slots of one cadence beyond this number are left out: a hundred years of months. */
    private static final int MOST_SLOTS = 1_200;

    /** A cadence of more months than these, a hundred years, has no slots: no day lies behind them. */
    private static final int MOST_MONTHS = 1_200;

    private static final Map<String, String> SOURCES = Map.of(
            PAID_SPAN,
            CONTRACT_PERIOD,
            MRR_CHANGE,
            CONTRACT_PERIOD,
            RENEWAL,
            CONTRACT_PERIOD,
            DUE_SLOT,
            CADENCE,
            STAGE_CHANGE,
            Vocabulary.ACCOUNT);

    /** {@code end} is {@link Long#MAX_VALUE} for an open one. */
    private record Paid(String id, long start, long end, long minor, String currency, String plan, long signedOn) {
        boolean isOpen() {
            return end == Long.MAX_VALUE;
        }

        /** Whether it continues a period that ends. */
        boolean follows(Paid other) {
            return end > other.end
                    && (start == other.end || start < other.end && java.util.Objects.equals(plan, other.plan));
        }

        /** The day on which the decision for it is known. */
        long decidedOn() {
            return signedOn == Column.MISSING ? start : signedOn;
        }
    }

    private DerivedRecords() {}

    /** The kind that a derived kind follows from; null for a kind of its own. */
    public static String sourceOf(String kind) {
        return SOURCES.get(kind);
    }

    /**
     * Adds what follows, for the kinds that are there.
     *
     * @param history with its records sorted
     * @param horizon slots of cadences are derived up to the first one that begins after this day: values change when it does
     */
    static void add(HistoryBuilder history, LocalDate horizon) {
        if (history.has(CONTRACT_PERIOD)) {
            List<Paid> paid = paid(history.rows(CONTRACT_PERIOD));
            paidSpans(paid, history.rows(PAID_SPAN));
            mrrChanges(paid, history.rows(MRR_CHANGE));
            renewals(paid, history.rows(RENEWAL));
        }
        if (history.has(CADENCE) && history.rows(DUE_SLOT) != null) {
            dueSlots(history.rows(CADENCE), history.rows(DUE_SLOT), horizon);
        }
        if (history.has(Vocabulary.ACCOUNT) && history.rows(STAGE_CHANGE) != null) {
            stageChanges(history.rows(Vocabulary.ACCOUNT), history.rows(STAGE_CHANGE));
        }
    }

    /** The paid periods in order of their start: no trials, nothing without revenue, nothing that ends when it starts. */
    private static List<Paid> paid(RowsBuilder builder) {
        Rows rows = builder.build();
        Column mrr = rows.column("mrr");
        Column starts = rows.column("startDate");
        Column ends = rows.column("endDate");
        Column trial = rows.column("trial");
        Column signed = rows.column("signedOn");
        List<Paid> paid = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            long start = starts.longs()[row];
            long end = ends.longs()[row];
            boolean counts = start != Column.MISSING
                    && trial.longs()[row] == 0
                    && !mrr.isMissing(row)
                    && mrr.longs()[row] > 0
                    && (end == Column.MISSING || end > start);
            if (counts) {
                paid.add(new Paid(
                        rows.id(row),
                        start,
                        end == Column.MISSING ? Long.MAX_VALUE : end,
                        mrr.longs()[row],
                        builder.text(mrr.currencies()[row]),
                        builder.text("plan", row),
                        signed == null ? Column.MISSING : signed.longs()[row]));
            }
        }
        return paid;
    }

    private static void paidSpans(List<Paid> paid, RowsBuilder to) {
        if (to == null) {
            return;
        }
        for (int first = 0; first < paid.size(); ) {
            long end = paid.get(first).end();
            int next = first + 1;
            while (next < paid.size() && paid.get(next).start() <= end) {
                end = Math.max(end, paid.get(next).end());
                next++;
            }
            to.next(paid.get(first).id());
            to.column("startDate").number(paid.get(first).start());
            if (end != Long.MAX_VALUE) {
                to.column("endDate").number(end);
            }
            first = next;
        }
    }

    private static void mrrChanges(List<Paid> paid, RowsBuilder to) {
        if (to == null) {
            return;
        }
        Map<String, TreeMap<Long, Long>> changes = new TreeMap<>();
        for (Paid period : paid) {
            TreeMap<Long, Long> of = changes.computeIfAbsent(period.currency(), currency -> new TreeMap<>());
            of.merge(period.start(), period.minor(), Long::sum);
            if (!period.isOpen()) {
                of.merge(period.end(), -period.minor(), Long::sum);
            }
        }
        ColumnBuilder on = to.column("day");
        ColumnBuilder change = to.column("change");
        ColumnBuilder amount = to.column("amount");
        changes.forEach((currency, days) -> {
            long before = 0;
            for (Map.Entry<Long, Long> day : days.entrySet()) {
                long now = before + day.getValue();
                if (now != before) {
                    to.next(currency + ":" + LocalDate.ofEpochDay(day.getKey()));
                    on.number(day.getKey());
                    change.text(change(before, now, day.getKey().equals(days.firstKey())));
                    amount.money(Math.abs(now - before), currency);
                }
                before = now;
            }
        });
        to.sort();
    }

    private static String change(long before, long now, boolean first) {
        if (before == 0) {
            return first ? "NEW" : "REACTIVATION";
        }
        return now == 0 ? "CHURN" : now > before ? "EXPANSION" : "CONTRACTION";
    }

    private static void renewals(List<Paid> paid, RowsBuilder to) {
        if (to == null) {
            return;
        }
        for (Paid period : paid) {
            if (period.isOpen()) {
                continue;
            }
            TreeSet<Long> decided = new TreeSet<>();
            paid.stream().filter(other -> other.follows(period)).forEach(other -> decided.add(other.decidedOn()));
            to.next(period.id());
            to.column("dueOn").number(period.end());
            to.column("plan").text(period.plan());
            to.column("followed").flag(!decided.isEmpty());
            if (!decided.isEmpty()) {
                to.column("renewedOn").number(decided.first());
            }
        }
        to.sort();
    }

    /** From one known stage to another; a version without a stage changes nothing. */
    private static void stageChanges(RowsBuilder versions, RowsBuilder to) {
        Rows rows = versions.build();
        Column stages = rows.column(STAGE);
        List<String> words = rows.kind().fields().get(STAGE).words();
        String before = null;
        for (int row = 0; row < rows.size(); row++) {
            if (stages.isMissing(row)) {
                continue;
            }
            String now = words.get((int) stages.longs()[row]);
            if (before != null && !before.equals(now)) {
                to.next(rows.id(row));
                to.column("day").day(LocalDate.parse(rows.id(row)));
                to.column("oldStage").text(before);
                to.column("newStage").text(now);
            }
            before = now;
        }
        to.sort();
    }

    private static void dueSlots(RowsBuilder cadences, RowsBuilder to, LocalDate horizon) {
        Rows rows = cadences.build();
        for (int row = 0; row < rows.size(); row++) {
            long from = rows.column("validFrom").longs()[row];
            long until = rows.column("validUntil").longs()[row];
            long months = rows.column("everyMonths").longs()[row];
            if (from == Column.MISSING || months == Column.MISSING || months <= 0 || months > MOST_MONTHS) {
                continue;
            }
            LocalDate start = LocalDate.ofEpochDay(from);
            boolean ahead = false;
            for (int slot = 0; slot < MOST_SLOTS && !ahead; slot++) {
                // Counted from the first day, so that the 31st does not drift.
                LocalDate first = start.plus(slot * months, ChronoUnit.MONTHS);
                LocalDate end = start.plus((slot + 1) * months, ChronoUnit.MONTHS);
                if (until != Column.MISSING && end.toEpochDay() > until) {
                    break;
                }
                ahead = first.isAfter(horizon);
                to.next(rows.id(row) + ":" + first);
                to.column("activity").text(cadences.text("activity", row));
                to.column("firstDay").day(first);
                to.column("lastDay").day(end.minusDays(1));
                to.column("until").day(end);
            }
        }
        to.sort();
    }
}
