package io.tidewatch.metric.oracle;

import static io.tidewatch.metric.oracle.Value.None.ABSENT;

import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.metric.language.Expression;
import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.Vocabulary;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The records of an account as they read on a day. */
final class Reading {
    private final Vocabulary vocabulary;
    private final PlainAccount account;
    private final Map<String, List<AccountRecord>> records = new HashMap<>();
    private final LocalDate firstDay;
    private final LocalDate asOf;

    Reading(Vocabulary vocabulary, PlainAccount account, LocalDate asOf) {
        this.vocabulary = vocabulary;
        this.account = account;
        this.asOf = asOf;
        this.firstDay = account.firstDay(vocabulary);
        vocabulary.names().forEach(kind -> records.put(kind, new ArrayList<>()));
        DerivedKinds.all(account).forEach(record -> records.get(record.kind()).add(record));
    }

    RecordKind kind(String name) {
        return vocabulary.kind(name);
    }

    List<AccountRecord> records(String kind) {
        return records.get(kind);
    }

    /** A field of a record on a reading day. */
    Value field(AccountRecord record, String name, LocalDate reading) {
        RecordField field = kind(record.kind()).fields().get(name);
        Value value = Value.plain(record.fields().get(name));
        if (value.hasNone()) {
            return value;
        }
        if (field.type().isTime() && !field.planned() && value.day().isAfter(reading)) {
            return ABSENT;
        }
        Value since =
                field.since() == null ? value : Value.plain(record.fields().get(field.since()));
        boolean early = field.since() != null && (since.hasNone() || since.day().isAfter(reading));
        if (early) {
            return ABSENT;
        }
        return value;
    }

    /** A name in a formula about a record: a field, a field along a reference, a field of the account or the block of a day. */
    Value name(Expression.Name name, AccountRecord record, LocalDate reading) {
        String head = name.path().getFirst();
        if (head.equals(Vocabulary.ACCOUNT)) {
            return attribute(name.path().get(1));
        }
        Value value = field(record, head, reading);
        if (name.path().size() == 1 || value.hasNone()) {
            return value;
        }
        String next = name.path().get(1);
        RecordField field = kind(record.kind()).fields().get(head);
        if (field.type().isTime()) {
            return Value.of(Math.floorDiv(ChronoUnit.DAYS.between(value.day(), asOf), 7));
        }
        for (AccountRecord other : records(field.target())) {
            if (value.equals(new Value.Text(other.id()))) {
                return field(other, next, reading);
            }
        }
        return ABSENT;
    }

    /** The kinds that a formula about records of a kind reads along references. */
    List<String> beside(Expression node, RecordKind kind) {
        List<String> kinds = new ArrayList<>();
        if (node instanceof Expression.Name name && name.path().size() == 2 && kind != null) {
            RecordField field = kind.fields().get(name.path().getFirst());
            if (field != null && field.type() == FieldType.REF) {
                kinds.add(field.target());
            }
        }
        node.parts().forEach(part -> kinds.addAll(beside(part, kind)));
        return kinds;
    }

    /** An attribute of the account on t1. */
    Value attribute(String name) {
        RecordField field = kind(Vocabulary.ACCOUNT).fields().get(name);
        Value value = Value.plain(account.attributesOn(asOf).get(name));
        boolean later = !value.hasNone() && field.type().isTime() && value.day().isAfter(asOf);
        return later && !field.planned() ? ABSENT : value;
    }

    /** Whether a span holds on a day, which is the reading day, too. */
    boolean holds(AccountRecord record, RecordKind.Span span, LocalDate day, Formulas formulas) {
        Value from = field(record, span.from(), day);
        Value until = field(record, span.until(), day);
        if (from.hasNone() || from.day().isAfter(day)) {
            return false;
        }
        if (!until.hasNone() && !day.isBefore(until.day())) {
            return false;
        }
        return span.condition() == null
                || formulas.value(span.condition().tree(), name -> name(name, record, day))
                        .isTrue();
    }

    /** Order of the day that records count by, of the kind's own time, and of their ids; without a day they come last. */
    Comparator<AccountRecord> order(RecordKind kind, String dated, LocalDate reading) {
        Comparator<AccountRecord> byId = Comparator.comparing(AccountRecord::id);
        if (kind.time() == null && dated == null) {
            return byId;
        }
        Comparator<Value> lastWithout =
                (a, b) -> a.hasNone() || b.hasNone() ? Boolean.compare(a.hasNone(), b.hasNone()) : Formulas.order(a, b);
        // The kind's own day as it is recorded, even where it reads as missing.
        Comparator<AccountRecord> order = Comparator.comparing(
                record -> field(record, dated == null ? kind.time() : dated, reading), lastWithout);
        if (kind.time() != null) {
            order = order.thenComparing(record -> Value.plain(record.fields().get(kind.time())), lastWithout);
        }
        return order.thenComparing(byId);
    }

    /**
     * Whether sources cover days of a kind.
     *
     * @param open whether the window has no first day of its own, so that it begins no earlier than the account
     */
    boolean covers(RecordKind kind, LocalDate first, LocalDate last, boolean open) {
        String source = DerivedKinds.sourceOf(kind.name());
        if (source.equals(Vocabulary.ACCOUNT)) {
            return true;
        }
        PlainAccount.Covered covered = account.covered().get(source);
        if (kind.holds()) {
            return covered != null;
        }
        if (first.isAfter(last) || firstDay != null && last.isBefore(firstDay)) {
            return true;
        }
        if (covered == null) {
            return false;
        }
        LocalDate needed = open && firstDay != null && first.isBefore(firstDay) ? firstDay : first;
        return !covered.from().isAfter(needed) && !last.isAfter(covered.through());
    }
}
