package io.tidewatch.metric.oracle;

import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.metric.language.Expression;
import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.SubjectsSyntax;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;

/**
 * One of what is looked at one by one.
 *
 * @param record the record, or the first one of the group; null for a week
 * @param group the equal value of the records; null unless they are grouped
 * @param firstDay first day of a week; else null
 * @param reading the day on which its fields are read
 * @param with the aggregates computed so far
 */
record Subject(
        SubjectsSyntax syntax,
        AccountRecord record,
        Value group,
        LocalDate firstDay,
        LocalDate reading,
        Map<String, Value> with) {
    static Subject week(SubjectsSyntax syntax, LocalDate firstDay, LocalDate asOf) {
        return new Subject(syntax, null, null, firstDay, asOf, new HashMap<>());
    }

    LocalDate lastDay() {
        return firstDay.plusDays(6);
    }

    /** A name in a formula about it. */
    Value name(Expression.Name name, Reading records) {
        boolean local = name.path().size() == 1 && with.containsKey(name.full());
        if (local) {
            return with.get(name.full());
        }
        return record == null ? records.attribute(name.path().get(1)) : records.name(name, record, reading);
    }

    /** Whether a record belongs to it; by the account alone where nothing else relates the two. */
    boolean owns(AccountRecord other, Reading records, LocalDate otherReading) {
        if (syntax.areWeeks()) {
            return true;
        }
        RecordKind kind = records.kind(other.kind());
        String mine = record.kind();
        if (group != null) {
            RecordField grouping = records.kind(mine).fields().get(syntax.field());
            if (other.kind().equals(mine)) {
                return group.equals(records.field(other, syntax.field(), otherReading));
            }
            return grouping.target() == null || refers(other, kind, grouping.target(), group, records, otherReading);
        }
        if (other.kind().equals(mine)) {
            return other.id().equals(record.id());
        }
        return refers(other, kind, mine, new Value.Text(record.id()), records, otherReading);
    }

    private static boolean refers(
            AccountRecord other, RecordKind kind, String target, Value id, Reading records, LocalDate reading) {
        if (kind.name().equals(target)) {
            return id.equals(new Value.Text(other.id()));
        }
        for (Map.Entry<String, RecordField> field : kind.fields().entrySet()) {
            if (target.equals(field.getValue().target())) {
                Value value = records.field(other, field.getKey(), reading);
                return field.getValue().type() == FieldType.REFS
                        ? value instanceof Value.Texts(var ids) && ids.contains(((Value.Text) id).text())
                        : value.equals(id);
            }
        }
        return true;
    }
}
