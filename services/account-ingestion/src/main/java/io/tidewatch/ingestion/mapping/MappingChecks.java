package io.tidewatch.ingestion.mapping;

import io.tidewatch.problem.Problem.Fault;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Finds what is wrong with a mapping before a file is read with it. */
final class MappingChecks {

    private static final OffsetDateTime SOME_TIME = OffsetDateTime.of(2026, 12, 31, 14, 30, 15, 0, ZoneOffset.UTC);

    private MappingChecks() {}

    /** Every fault; empty when the mapping can be used. */
    static List<Fault> faults(MappingFile mapping) {
        List<Fault> faults = new ArrayList<>();
        RecordKind kind = mapping.kind();
        mapping.fields().forEach((name, source) -> checkField(kind, name, source, faults));
        require(mapping, RecordKind.ID, faults);
        if (kind == RecordKind.USAGE) {
            if (!mapping.fields().containsKey(RecordKind.ACCOUNT_FIELD)
                    && !mapping.fields().containsKey(RecordKind.PERIOD_FIELD)) {
                faults.add(Fault.at("fields", "Usage needs the field \"account\" or \"contractPeriod\"."));
            }
        } else if (kind != RecordKind.ACCOUNT) {
            require(mapping, RecordKind.ACCOUNT_FIELD, faults);
        }
        kind.fields().stream().filter(FieldForm::required).forEach(field -> require(mapping, field.name(), faults));
        return faults;
    }

    private static void require(MappingFile mapping, String field, List<Fault> faults) {
        if (!mapping.fields().containsKey(field)) {
            faults.add(Fault.at("fields", "The field \"" + field + "\" is needed and not mapped."));
        }
    }

    private static void checkField(RecordKind kind, String name, FieldSource source, List<Fault> faults) {
        String pointer = "fields/" + name;
        boolean reference = name.equals(RecordKind.ID)
                || name.equals(RecordKind.ACCOUNT_FIELD) && kind != RecordKind.ACCOUNT
                || name.equals(RecordKind.PERIOD_FIELD) && kind == RecordKind.USAGE;
        boolean attribute = name.matches("attribute\\.[A-Za-z][A-Za-z0-9]{0,63}");
        if (!reference && !attribute && kind.field(name).isEmpty()) {
            faults.add(new Fault(pointer, null, "There is no field \"" + name + "\" of " + kind + ".", known(kind)));
        }
        if ((source.column() == null) == (source.constant() == null)) {
            faults.add(Fault.at(pointer, "Give either a column or a constant."));
        }
        if (source.column() != null && source.column().isBlank()) {
            faults.add(Fault.at(pointer, "A column has a name."));
        }
        if (name.equals(RecordKind.ID) && source.constant() != null) {
            faults.add(Fault.at(pointer, "With a constant all rows of a file were one record; name a column."));
        }
        if (source.values().keySet().stream().anyMatch(text -> text.indexOf('\0') >= 0)) {
            faults.add(Fault.at(pointer, "A text of a file has no NUL characters."));
        }
        source.formats().forEach(format -> checkFormat(pointer, format, faults));
        kind.field(name).ifPresent(field -> checkUse(field, source, pointer, faults));
        for (Map.Entry<String, String> value : source.values().entrySet()) {
            kind.field(name)
                    .filter(field ->
                            !field.choices().isEmpty() && !field.choices().contains(value.getValue()))
                    .ifPresent(field -> faults.add(new Fault(
                            pointer,
                            null,
                            "\"" + value.getValue() + "\" is no " + name + ".",
                            String.join(", ", field.choices()))));
        }
    }

    /** What can only be a slip: settings that a field of this type does not read, and a constant that no row could have. */
    private static void checkUse(FieldForm field, FieldSource source, String pointer, List<Fault> faults) {
        boolean dated = field.type() == FieldForm.Type.DATE || field.type() == FieldForm.Type.INSTANT;
        if (!dated && !source.formats().isEmpty()) {
            faults.add(Fault.at(pointer, "\"formats\" are for dates and times."));
        }
        if (field.type() != FieldForm.Type.MONEY && source.scale() != null) {
            faults.add(Fault.at(pointer, "\"scale\" is for amounts."));
        }
        if (field.type() != FieldForm.Type.RECORD_REFERENCES && source.separator() != null) {
            faults.add(Fault.at(pointer, "\"separator\" is for lists."));
        }
        if (source.constant() == null) {
            return;
        }
        String constant = source.constant().strip();
        if (constant.isEmpty() && field.required()) {
            faults.add(Fault.at(pointer, "The field is needed, and its constant is empty."));
        }
        if (!constant.isEmpty()
                && !field.choices().isEmpty()
                && !field.choices().contains(constant)) {
            faults.add(new Fault(
                    pointer,
                    null,
                    "\"" + constant + "\" is no " + field.name() + ".",
                    String.join(", ", field.choices())));
        }
    }

    /** A pattern must give a whole day: what it writes of one, it must read again. */
    private static void checkFormat(String pointer, String format, List<Fault> faults) {
        try {
            DateTimeFormatter pattern = DatePattern.of(format);
            LocalDate.from(pattern.parse(pattern.format(SOME_TIME)));
        } catch (IllegalArgumentException e) {
            faults.add(Fault.at(pointer, "\"" + format + "\" is no pattern of dates or times: " + e.getMessage()));
        } catch (DateTimeException e) {
            faults.add(Fault.at(pointer, "\"" + format + "\" does not tell year, month and day."));
        }
    }

    private static String known(RecordKind kind) {
        TreeSet<String> names = new TreeSet<>();
        names.add(RecordKind.ID);
        if (kind != RecordKind.ACCOUNT) {
            names.add(RecordKind.ACCOUNT_FIELD);
        }
        kind.fields().forEach(field -> names.add(field.name()));
        return "Known are " + String.join(", ", names) + ", and attribute.<name>.";
    }
}
