package io.tidewatch.ingestion.mapping;

import static io.tidewatch.ingestion.mapping.FieldForm.optional;
import static io.tidewatch.ingestion.mapping.FieldForm.required;

import io.tidewatch.ingestion.mapping.FieldForm.Type;
import io.tidewatch.metric.language.RecordKind.Home;
import io.tidewatch.metric.language.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A kind of record as files deliver it: a built-in one with all fields that the metric language knows of it, or one that a
 * catalogue declares.
 *
 * @param name in mappings, coverage and lists of rows
 * @param builtIn the kind with a table of its own; null for a declared one
 * @param time the field by whose day records count; null if they have none
 * @param boundByDay whether figures of a day are known only when the source is complete through that day
 * @param accountOptional whether a row may be without an account
 * @param fields the fields besides id and references to accounts, those with a column first
 */
public record FileKind(
        String name,
        RecordKind builtIn,
        String time,
        boolean boundByDay,
        boolean accountOptional,
        List<FieldForm> fields) {

    /** Name of the field that carries the id of the record in its source. */
    public static final String ID = "id";
    /** Name of the field that refers to the account. */
    public static final String ACCOUNT_FIELD = "account";
    /** Name of the field of usage that refers to the account through a contract period. */
    public static final String PERIOD_FIELD = "contractPeriod";
    /** Name of the field of contract periods that says which period an amount is for. */
    public static final String AMOUNT_PERIOD_FIELD = "amountPeriod";
    /** End of the name of the field with the currency of an amount. */
    public static final String CURRENCY = ".currency";
    /** Start of the names of custom attributes, which are stored as text and shown with the record. */
    public static final String ATTRIBUTE = "attribute.";

    private static final Pattern ATTRIBUTE_NAME = Pattern.compile("attribute\\.[A-Za-z][A-Za-z0-9]{0,63}");

    /** The names of all kinds that files can deliver. */
    static SortedSet<String> names(Vocabulary vocabulary) {
        SortedSet<String> names = new TreeSet<>();
        Arrays.stream(RecordKind.values()).forEach(kind -> names.add(kind.name()));
        vocabulary.kinds().forEach((name, kind) -> {
            if (kind.home() == Home.DECLARED) {
                names.add(name);
            }
        });
        return names;
    }

    /** The kind of that name; empty when files cannot deliver one. */
    public static Optional<FileKind> of(String name, Vocabulary vocabulary) {
        if (!names(vocabulary).contains(name)) {
            return Optional.empty();
        }
        io.tidewatch.metric.language.RecordKind declared = vocabulary.kind(name);
        return Optional.of(
                declared == null
                        ? builtIn(RecordKind.valueOf(name), vocabulary)
                        : new FileKind(
                                name,
                                null,
                                declared.time(),
                                !declared.holds(),
                                declared.accountOptional(),
                                declared.fields().entrySet().stream()
                                        .map(field -> FieldForm.further(field.getKey(), field.getValue()))
                                        .toList()));
    }

    private static FileKind builtIn(RecordKind kind, Vocabulary vocabulary) {
        io.tidewatch.metric.language.RecordKind language = vocabulary.kind(kind.languageName());
        List<FieldForm> fields = new ArrayList<>(kind.fields());
        kind.further(vocabulary).forEach((name, field) -> fields.add(FieldForm.further(name, field)));
        return new FileKind(kind.name(), kind, language.time(), kind.boundByDay(), false, List.copyOf(fields));
    }

    /** Its name in the metric language. */
    public String languageName() {
        return builtIn == null ? name : builtIn.languageName();
    }

    /** Whether it is this built-in kind. */
    public boolean is(RecordKind kind) {
        return builtIn == kind;
    }

    /** Whether records have amounts of money, which are rounded to the minor units of their currency. */
    public boolean hasAmounts() {
        return fields.stream().anyMatch(field -> field.type() == Type.AMOUNT || field.type() == Type.MONEY);
    }

    /** The field of that name; empty when there is none. */
    public Optional<FieldForm> field(String fieldName) {
        return fields.stream().filter(field -> field.name().equals(fieldName)).findFirst();
    }

    /** The form of everything that a mapping can name: fields, id, references, currencies and custom attributes; empty for other names. */
    public Optional<FieldForm> mappable(String fieldName) {
        return switch (fieldName) {
            case ID -> Optional.of(required(ID, null, Type.RECORD_REFERENCE));
            case ACCOUNT_FIELD ->
                is(RecordKind.ACCOUNT)
                        ? Optional.empty()
                        : Optional.of(new FieldForm(
                                fieldName, null, Type.RECORD_REFERENCE, !accountOptional, 254, List.of()));
            case PERIOD_FIELD ->
                is(RecordKind.USAGE) ? Optional.of(required(fieldName, null, Type.RECORD_REFERENCE)) : field(fieldName);
            case AMOUNT_PERIOD_FIELD ->
                is(RecordKind.CONTRACT_PERIOD)
                        ? Optional.of(required(fieldName, null, Type.AMOUNT_PERIOD))
                        : field(fieldName);
            default -> {
                if (builtIn != null && ATTRIBUTE_NAME.matcher(fieldName).matches()) {
                    yield Optional.of(optional(fieldName, null, Type.TEXT).longest(1000));
                }
                yield fieldName.endsWith(CURRENCY)
                        ? amount(fieldName).map(amount -> optional(fieldName, null, Type.CURRENCY))
                        : field(fieldName);
            }
        };
    }

    /** The amount whose currency the field of that name is; empty for other names. */
    Optional<FieldForm> amount(String currencyName) {
        return field(currencyName.substring(0, Math.max(0, currencyName.length() - CURRENCY.length())))
                .filter(field -> field.type() == Type.AMOUNT && currencyName.endsWith(CURRENCY));
    }

    /** The names for {@link #mappable} besides those of custom attributes, in order. */
    public SortedSet<String> mappableNames() {
        SortedSet<String> names = new TreeSet<>();
        fields.forEach(field -> {
            names.add(field.name());
            if (field.type() == Type.AMOUNT) {
                names.add(field.name() + CURRENCY);
            }
        });
        Stream.of(ID, ACCOUNT_FIELD, PERIOD_FIELD, AMOUNT_PERIOD_FIELD)
                .filter(fieldName -> mappable(fieldName).isPresent())
                .forEach(names::add);
        return names;
    }

    /** The field that a mapping's {@code endDateIs} is about; empty when records of this kind have no end. */
    public Optional<FieldForm> end() {
        return is(RecordKind.CONTRACT_PERIOD)
                ? field("endDate")
                : is(RecordKind.USER) ? field("seatAssignedUntil") : Optional.empty();
    }
}
