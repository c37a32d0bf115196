package io.tidewatch.ingestion.mapping;

import io.tidewatch.problem.Problem.Fault;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Finds what is wrong with a mapping before a file is read with it. */
final class MappingChecks {

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
        for (String format : source.formats()) {
            try {
                DateTimeFormatter.ofPattern(format);
            } catch (IllegalArgumentException e) {
                faults.add(Fault.at(pointer, "\"" + format + "\" is no pattern of dates or times: " + e.getMessage()));
            }
        }
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
