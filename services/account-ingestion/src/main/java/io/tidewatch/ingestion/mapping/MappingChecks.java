package io.tidewatch.ingestion.mapping;

import io.tidewatch.metric.language.Vocabulary;
import io.tidewatch.money.Money;
import io.tidewatch.problem.Problem.Fault;
import io.tidewatch.spelling.Spelling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds the faults of a mapping before a file is read with it: a setting either has an effect or is refused. */
final class MappingChecks {

    private final MappingFile mapping;
    private final FileKind kind;
    private final List<Fault> faults = new ArrayList<>();

    private MappingChecks(MappingFile mapping, FileKind kind) {
        this.mapping = mapping;
        this.kind = kind;
    }

    /** Every fault, each with a JSON pointer into the mapping; empty when the mapping can be used with these kinds. */
    static List<Fault> faults(MappingFile mapping, Vocabulary vocabulary) {
        Optional<FileKind> kind = FileKind.of(mapping.kind(), vocabulary);
        if (kind.isEmpty()) {
            return List.of(unknown(mapping.kind(), FileKind.names(vocabulary)));
        }
        MappingChecks checks = new MappingChecks(mapping, kind.get());
        checks.checkFields();
        checks.checkColumns();
        return checks.faults;
    }

    private static Fault unknown(String kind, Set<String> known) {
        String closest = Spelling.closest(kind, known);
        return new Fault(
                "/kind",
                null,
                "Files do not deliver records of the kind \"" + kind + "\"; "
                        + (closest == null
                                ? "they deliver " + String.join(", ", known) + "."
                                : "did you mean \"" + closest + "\"?"),
                closest);
    }

    private void checkFields() {
        mapping.fields().forEach((name, source) -> {
            String pointer = "/fields/" + name.replace("~", "~0").replace("/", "~1");
            Optional<FieldForm> form = kind.mappable(name);
            if (form.isPresent()) {
                checkField(form.get(), source, pointer);
            } else {
                Set<String> known = kind.mappableNames();
                faults.add(new Fault(
                        pointer,
                        null,
                        kind.name() + " has no field \"" + name + "\"; its fields are " + String.join(", ", known)
                                + (kind.builtIn() == null
                                        ? "."
                                        : ", and attribute.NAME (letters and digits) for custom attributes."),
                        Spelling.closest(name, known)));
            }
        });
        require(FileKind.ID);
        if (kind.is(RecordKind.USAGE)) {
            boolean account = mapping.fields().containsKey(FileKind.ACCOUNT_FIELD);
            if (account == mapping.fields().containsKey(FileKind.PERIOD_FIELD)) {
                faults.add(Fault.at(
                        "/fields", "USAGE needs either the field \"account\" or the field \"contractPeriod\"."));
            }
        } else if (!kind.is(RecordKind.ACCOUNT) && !kind.accountOptional()) {
            require(FileKind.ACCOUNT_FIELD);
        }
        kind.fields().stream().filter(FieldForm::required).forEach(field -> require(field.name()));
        checkCurrencies();
        boolean end = kind.end()
                .filter(field -> mapping.fields().containsKey(field.name()))
                .isPresent();
        if (mapping.endDateIs() != null && !end) {
            faults.add(Fault.at(
                    "/endDateIs",
                    "\"endDateIs\" needs the field endDate of CONTRACT_PERIOD or seatAssignedUntil of USER."));
        }
        if (mapping.idPrefix() != null && !kind.is(RecordKind.ACCOUNT)) {
            faults.add(Fault.at(
                    "/idPrefix", "\"idPrefix\" is for accounts; records find them by the ids of their source."));
        }
        if (mapping.accountsOf() != null && !mapping.fields().containsKey(FileKind.ACCOUNT_FIELD)) {
            faults.add(Fault.at("/accountsOf", "\"accountsOf\" is for records with the field \"account\"."));
        }
    }

    /** An amount needs its currency, and a currency its amount. */
    private void checkCurrencies() {
        for (String name : mapping.fields().keySet()) {
            kind.field(name)
                    .filter(field -> field.type() == FieldForm.Type.AMOUNT)
                    .ifPresent(amount -> require(name + FileKind.CURRENCY));
            kind.amount(name)
                    .filter(amount -> !mapping.fields().containsKey(amount.name()))
                    .ifPresent(amount -> faults.add(Fault.at(
                            "/fields/" + name,
                            "It is the currency of the field \"" + amount.name() + "\", which is not mapped.")));
        }
    }

    private void require(String field) {
        if (!mapping.fields().containsKey(field)) {
            faults.add(Fault.at(
                    "/fields",
                    "The field \"" + field + "\" is required but not mapped; give it a column"
                            + (field.equals(FileKind.ID) ? "." : " or a constant.")));
        }
    }

    private void checkField(FieldForm form, FieldSource source, String pointer) {
        if ((source.column() == null) == (source.constant() == null)) {
            faults.add(Fault.at(pointer, "Give either a column or a constant."));
        }
        if (source.column() != null && source.column().isBlank()) {
            faults.add(Fault.at(pointer + "/column", "The name of a column must not be blank."));
        }
        if (form.name().equals(FileKind.ID) && source.constant() != null) {
            faults.add(Fault.at(
                    pointer + "/constant", "An id must differ from row to row, so it needs a column, not a constant."));
        }
        checkSettings(form.type(), source, pointer);
        source.formats().stream()
                .map(TimeFormats::fault)
                .filter(Objects::nonNull)
                .forEach(fault -> faults.add(Fault.at(pointer + "/formats", fault)));
        source.values().forEach((text, value) -> checkValue(form, source, text, value, pointer + "/values"));
        if (source.constant() != null) {
            checkConstant(form, source, pointer + "/constant");
        }
    }

    /** Settings that a field of this type does not read. */
    private void checkSettings(FieldForm.Type type, FieldSource source, String pointer) {
        if (!isDated(type) && !source.formats().isEmpty()) {
            faults.add(Fault.at(pointer + "/formats", "\"formats\" is only for dates and times."));
        }
        boolean amount = type == FieldForm.Type.MONEY || type == FieldForm.Type.AMOUNT;
        if (!amount && source.amountUnit() != null) {
            faults.add(Fault.at(pointer + "/amountUnit", "\"amountUnit\" is only for amounts."));
        }
        if (!amount && type != FieldForm.Type.DECIMAL && source.decimalComma() != null) {
            faults.add(Fault.at(
                    pointer + "/decimalComma", "\"decimalComma\" is only for amounts and numbers with decimals."));
        }
        if (!type.isList() && source.separator() != null) {
            faults.add(Fault.at(pointer + "/separator", "\"separator\" is only for lists."));
        }
        if (source.separator() != null && source.separator().isEmpty()) {
            faults.add(Fault.at(pointer + "/separator", "A separator must have at least one character."));
        }
    }

    private void checkValue(FieldForm form, FieldSource source, String text, String value, String pointer) {
        if (text.indexOf('\0') >= 0 || !text.equals(text.strip())) {
            faults.add(Fault.at(
                    pointer,
                    "The text of a cell is compared without NUL characters and without the blanks around it, so \""
                            + text.replace('\0', ' ') + "\" never occurs."));
        }
        if (!value.isBlank() && !isValid(form, source, value.strip())) {
            faults.add(notValid(form, value, pointer));
        }
    }

    private void checkConstant(FieldForm form, FieldSource source, String pointer) {
        String constant = source.constant().strip();
        String value = source.values().getOrDefault(constant, constant).strip();
        if (value.isEmpty() && form.required()) {
            faults.add(Fault.at(pointer, "The field is required, so its constant must not be empty."));
        } else if (!value.isEmpty() && !isValid(form, source, value)) {
            faults.add(notValid(form, value, pointer));
        }
    }

    /** Whether a text that the mapping itself supplies can be read; numbers and texts are checked row by row. */
    private static boolean isValid(FieldForm form, FieldSource source, String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return switch (form.type()) {
            case CHOICE -> form.choices().contains(value);
            case CHOICES -> form.choices().containsAll(source.items(value));
            case BOOLEAN -> Choices.TRUE.contains(lower) || Choices.FALSE.contains(lower);
            case CURRENCY -> Money.isCurrency(value.toUpperCase(Locale.ROOT));
            case AMOUNT_PERIOD -> AmountPeriod.months(value).isPresent();
            case DATE, INSTANT ->
                source.formats().stream().anyMatch(format -> TimeFormats.fault(format) != null)
                        || TimeFormats.of(source.formats()).read(value) != null;
            default -> true;
        };
    }

    private static Fault notValid(FieldForm form, String value, String pointer) {
        String expected =
                switch (form.type()) {
                    case CHOICE -> "one of " + String.join(", ", form.choices());
                    case CHOICES -> "words among " + String.join(", ", form.choices());
                    case BOOLEAN -> "true or false";
                    case CURRENCY -> "an ISO 4217 currency";
                    case AMOUNT_PERIOD -> AmountPeriod.FORMS;
                    default -> "a date or time in the form that the field reads";
                };
        return new Fault(
                pointer,
                null,
                "\"" + value + "\" is not a valid " + form.name() + "; expected: " + expected + ".",
                form.choices().isEmpty() ? null : Spelling.closest(value, form.choices()));
    }

    private static boolean isDated(FieldForm.Type type) {
        return type == FieldForm.Type.DATE || type == FieldForm.Type.INSTANT;
    }

    /** A column is either read or ignored, and its dates have one meaning. */
    private void checkColumns() {
        Map<String, Set<String>> formats = new HashMap<>();
        mapping.fields().values().stream()
                .filter(source -> source.column() != null)
                .forEach(source -> formats.computeIfAbsent(source.column(), column -> new TreeSet<>())
                        .addAll(source.formats()));
        mapping.ignoredColumns().stream()
                .filter(formats::containsKey)
                .forEach(column -> faults.add(
                        Fault.at("/ignoredColumns", "The column \"" + column + "\" is also mapped to a field.")));
        formats.forEach((column, all) -> {
            List<String> valid = all.stream()
                    .filter(format -> TimeFormats.fault(format) == null)
                    .toList();
            for (int i = 0; i < valid.size(); i++) {
                for (int j = i + 1; j < valid.size(); j++) {
                    if (TimeFormats.contradict(valid.get(i), valid.get(j))) {
                        faults.add(Fault.at(
                                "/fields",
                                "The column \"" + column + "\" cannot have both formats \"" + valid.get(i) + "\" and \""
                                        + valid.get(j) + "\", because one text could mean two dates or times."));
                    }
                }
            }
        });
    }
}
