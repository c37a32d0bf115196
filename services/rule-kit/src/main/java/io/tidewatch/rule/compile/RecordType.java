package io.tidewatch.rule.compile;

import io.tidewatch.metric.DayCount;
import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.rule.playbook.PlaybookRun;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A kind of record as judgements read it: records of the kind {@code account_update} are facts {@code AccountUpdate( … )} with a
 * property per field. Times count from the opening of the run. Lists and amounts of money have no property.
 *
 * @param kind the kind
 * @param name the fact type, as rules write it
 * @param fields the fields that have a property, in the order of the generated class
 */
record RecordType(RecordKind kind, String name, List<Field> fields) {
    /** Keeps the names of generated classes apart from those of Java, whatever a kind is called. */
    static final String CLASS_PREFIX = "Record";
    /** Which account a record is of. */
    static final String ACCOUNT = "account";
    /** Facts of their own. */
    private static final Set<String> OTHERS = Set.of("account", "touchpoint", "usage");

    private static final Set<RecordKind.Home> HOMES = Set.of(RecordKind.Home.BUILT_IN, RecordKind.Home.DECLARED);

    /**
     * A field.
     *
     * @param name as records have it
     * @param property as rules write it
     */
    record Field(String name, String property, RecordField form) {}

    /** Fact type → what it is, of all kinds whose records belong to accounts. */
    static Map<String, RecordType> of(io.tidewatch.metric.language.Vocabulary kinds) {
        Map<String, RecordType> types = new TreeMap<>();
        for (RecordKind kind : kinds.kinds().values()) {
            if (HOMES.contains(kind.home()) && !OTHERS.contains(kind.name())) {
                RecordType type = new RecordType(kind, name(kind.name()), fields(kind));
                types.putIfAbsent(type.name(), type);
            }
        }
        types.keySet().removeAll(Vocabulary.OWN_FACTS);
        return Collections.unmodifiableMap(types);
    }

    private static String name(String kind) {
        StringBuilder name = new StringBuilder();
        for (String word : kind.split("_+")) {
            name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        return name.toString();
    }

    private static List<Field> fields(RecordKind kind) {
        List<Field> fields = new ArrayList<>();
        Set<String> taken = new HashSet<>(Set.of("class", ACCOUNT));
        kind.fields().forEach((name, form) -> {
            String property = form.type().isTime() ? name + Vocabulary.AFTER_DAYS : name;
            List<String> names = Vocabulary.names(property);
            if (type(form.type()) != null && names.stream().noneMatch(taken::contains)) {
                taken.addAll(names);
                fields.add(new Field(name, property, form));
            }
        });
        return List.copyOf(fields);
    }

    /** What a field of that type can be compared with; null when with nothing. */
    private static Property.Type type(FieldType type) {
        return switch (type) {
            case NAME, TEXT, WORD, REF -> Property.Type.TEXT;
            case BOOLEAN -> Property.Type.FLAG;
            case INTEGER, DECIMAL, DATE, INSTANT -> Property.Type.NUMBER;
            case WORDS, REFS, MONEY -> null;
        };
    }

    /** The class that is generated for it. */
    String className() {
        return CLASS_PREFIX + name;
    }

    /** What rules can read of it; the twins that say whether it is known are left out. */
    List<Property> properties() {
        List<Property> properties = new ArrayList<>();
        for (Field field : fields) {
            properties.add(new Property(
                    field.property(),
                    type(field.form().type()),
                    null,
                    null,
                    null,
                    field.form().words(),
                    meaning(field)));
        }
        return properties;
    }

    private static String meaning(Field field) {
        return switch (field.form().type()) {
            case DATE -> "days from the day on which the run opened to `" + field.name() + "`";
            case INSTANT -> "elapsed days from the opening of the run to `" + field.name() + "`";
            case REF -> "id of the " + field.form().target();
            default -> "`" + field.name() + "` of the record";
        };
    }

    /** The time at the field that has that property; null when the property is not a time. */
    Field time(String property) {
        return fields.stream()
                .filter(field ->
                        field.form().type().isTime() && field.property().equals(property))
                .findFirst()
                .orElse(null);
    }

    /**
     * A record at one time, seen from a run.
     *
     * @param now business time; what lies after it and is not planned has not happened
     */
    AccountRow row(AccountRecord record, PlaybookRun run, Instant now) {
        double[] numbers = new double[fields.size()];
        Arrays.fill(numbers, Double.NaN);
        String[] texts = new String[fields.size() + 1];
        for (int index = 0; index < fields.size(); index++) {
            RecordField form = fields.get(index).form();
            Object value = value(fields.get(index).name(), record, now);
            switch (value) {
                case null -> {}
                case Number number
                when type(form.type()) == Property.Type.NUMBER -> numbers[index] = number.doubleValue();
                case LocalDate day -> numbers[index] = ChronoUnit.DAYS.between(DayCount.dayOf(run.openedAt()), day);
                case Instant time -> numbers[index] = RunRow.days(run, time);
                default -> texts[index] = value.toString();
            }
        }
        texts[fields.size()] = run.accountId();
        return new AccountRow(numbers, texts);
    }

    /** A field as it reads at that time: null when it is missing, or is missing until then. */
    private Object value(String name, AccountRecord record, Instant now) {
        RecordField form = kind.fields().get(name);
        Object value = record.fields().get(name);
        boolean ahead = !form.planned()
                && switch (value) {
                    case LocalDate day -> day.isAfter(DayCount.dayOf(now));
                    case Instant time -> time.isAfter(now);
                    case null, default -> false;
                };
        boolean tooEarly = form.since() != null && value(form.since(), record, now) == null;
        return ahead || tooEarly ? null : value;
    }

    /**
     * When a record happened by one of its fields, or by the field by which its kind counts. A day counts from its beginning; that of
     * the opening from the opening.
     *
     * @param field null for the field of the kind
     * @return null when that is not known
     */
    Instant at(AccountRecord record, Field field, PlaybookRun run, Instant now) {
        String name = field == null ? kind.time() : field.name();
        return switch (name == null ? null : value(name, record, now)) {
            case LocalDate day when day.equals(DayCount.dayOf(run.openedAt())) -> run.openedAt();
            case LocalDate day -> day.atStartOfDay(ZoneOffset.UTC).toInstant();
            case Instant time -> time;
            case null, default -> null;
        };
    }

    /** Names of the properties and their twins, and of the account, with what each is. */
    Map<String, Property> words() {
        Map<String, Property> words = new LinkedHashMap<>();
        Vocabulary.always(words, Vocabulary.text(ACCOUNT, List.of(), "id of the account"));
        properties().forEach(property -> Vocabulary.nullable(words, property));
        return words;
    }
}
