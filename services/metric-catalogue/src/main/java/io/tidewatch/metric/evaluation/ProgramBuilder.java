package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.BusinessModel;
import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.Expression;
import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.PeriodLength;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.Type;
import io.tidewatch.metric.language.Vocabulary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Collects the parts of a {@link Program}; a part that is equal to one that is there gets its number. */
final class ProgramBuilder {
    private static final String BUSINESS_MODEL = "businessModel";

    private final CheckedLanguage language;
    private final List<RecordKind> kinds = new ArrayList<>();
    private final Map<String, Integer> kindNumbers = new HashMap<>();
    private final List<Integer> times = new ArrayList<>();
    private final Numbering<Program.FieldOf> columns = new Numbering<>();
    private final Numbering<String> literals = new Numbering<>();
    private final Numbering<Program.ItemList> lists = new Numbering<>();
    private final Numbering<List<Double>> amounts = new Numbering<>();
    private final Numbering<PeriodLength> periods = new Numbering<>();
    private final Numbering<Program.Condition> conditions = new Numbering<>();
    private final Map<String, Numbering<Object>> families = new HashMap<>();
    private final Map<Object, Integer> slotNumbers = new HashMap<>();
    private final List<Slot> slots = new ArrayList<>();
    private final List<int[]> reads = new ArrayList<>();
    private final List<List<Footprint.Clock>> clocks = new ArrayList<>();
    private final Map<String, MetricPlan> metrics = new LinkedHashMap<>();
    private int modelColumn = -1;

    /** Numbers for different things, from 0. */
    private static final class Numbering<T> {
        private final Map<T, Integer> numbers = new HashMap<>();
        private final List<T> things = new ArrayList<>();

        int of(T thing) {
            Integer known = numbers.putIfAbsent(thing, things.size());
            if (known == null) {
                things.add(thing);
            }
            return known == null ? things.size() - 1 : known;
        }
    }

    ProgramBuilder(CheckedLanguage language) {
        this.language = language;
    }

    Vocabulary vocabulary() {
        return language.vocabulary();
    }

    Type.Sort sortOf(Expression node) {
        return language.typeOf(node).sort();
    }

    List<String> wordsOf(Expression node) {
        return language.typeOf(node).words();
    }

    CheckedLanguage language() {
        return language;
    }

    int kind(RecordKind kind) {
        Integer known = kindNumbers.get(kind.name());
        if (known != null) {
            return known;
        }
        int number = kinds.size();
        kinds.add(kind);
        kindNumbers.put(kind.name(), number);
        times.add(kind.time() == null ? -1 : columns.of(new Program.FieldOf(number, kind.time())));
        return number;
    }

    int column(RecordKind kind, String field) {
        return columns.of(new Program.FieldOf(kind(kind), field));
    }

    /** A field as it is read on a day. */
    Node field(RecordKind kind, String name, int reading, Footprint footprint) {
        RecordField field = kind.fields().get(name);
        int column = column(kind, name);
        boolean happened = field.type().isTime() && !field.planned();
        footprint.daily |= happened || field.since() != null;
        Node node =
                switch (field.type()) {
                    case DECIMAL -> new Fields.Decimal(column);
                    case MONEY -> new Fields.Money(column);
                    case WORDS, REFS -> new Fields.Listed(column);
                    case DATE -> happened ? new Fields.Happened(column, reading) : new Fields.Whole(column);
                    case INSTANT -> happened ? new Fields.HappenedAt(column, reading) : new Fields.Whole(column);
                    default -> new Fields.Whole(column);
                };
        return field.since() == null ? node : new Fields.Since(past(kind, field.since(), reading), node);
    }

    /** A day, missing while it lies after the reading day, even if it is a planned one. */
    private Node past(RecordKind kind, String day, int reading) {
        int column = column(kind, day);
        return kind.fields().get(day).type() == FieldType.INSTANT
                ? new Fields.HappenedAt(column, reading)
                : new Fields.Happened(column, reading);
    }

    int literal(String text) {
        return literals.of(text);
    }

    int list(Program.ItemList list) {
        return lists.of(list);
    }

    /** Numbers by business model, in the order of {@link Program#MODELS}. */
    int amount(List<Double> byModel) {
        if (byModel.stream().distinct().count() > 1) {
            readModel();
        }
        return amounts.of(byModel);
    }

    /** Says that something depends on the account's business model. */
    void readModel() {
        RecordKind account = vocabulary().kind(Vocabulary.ACCOUNT);
        if (account != null && account.fields().containsKey(BUSINESS_MODEL)) {
            modelColumn = column(account, BUSINESS_MODEL);
        }
    }

    int period(PeriodLength period) {
        return periods.of(period);
    }

    int condition(RecordKind kind, Node node, boolean daily, boolean clock) {
        return conditions.of(new Program.Condition(kind(kind), node, daily, clock));
    }

    /**
     * A step.
     *
     * @param key what it computes; equal keys are one step
     * @param reads the slots that it reads, in the order in which their reasons count
     */
    int slot(Object key, Footprint footprint, Slot step) {
        Integer known = slotNumbers.get(key);
        if (known != null) {
            return known;
        }
        slots.add(step);
        reads.add(footprint.slots.stream().mapToInt(Integer::intValue).toArray());
        clocks.add(List.copyOf(footprint.clocks));
        slotNumbers.put(key, slots.size() - 1);
        return slots.size() - 1;
    }

    /** A step that keeps what it computes in a place of its own; the number of the place. */
    int place(String family, Object key, IntFunction<Slot> step) {
        Numbering<Object> places = families.computeIfAbsent(family, name -> new Numbering<>());
        int before = places.things.size();
        int place = places.of(key);
        if (place == before) {
            slot(List.of(family, place), new Footprint(), step.apply(place));
        }
        return place;
    }

    private int places(String family) {
        Numbering<Object> places = families.get(family);
        return places == null ? 0 : places.things.size();
    }

    void add(MetricPlan metric) {
        metrics.put(metric.id(), metric);
    }

    MetricPlan metric(String id) {
        return metrics.get(id);
    }

    Program build() {
        List<Integer> models = new ArrayList<>();
        if (modelColumn >= 0) {
            vocabulary().kind(Vocabulary.ACCOUNT).fields().get(BUSINESS_MODEL).words().stream()
                    .map(ProgramBuilder::placeOf)
                    .forEach(models::add);
        }
        List<double[]> numbers = amounts.things.stream()
                .map(list -> list.stream().mapToDouble(Double::doubleValue).toArray())
                .toList();
        return new Program(
                List.copyOf(kinds),
                List.copyOf(columns.things),
                IntStream.range(0, kinds.size()).mapToObj(this::columnsOf).toList(),
                List.copyOf(literals.things),
                List.copyOf(lists.things),
                numbers,
                List.copyOf(periods.things),
                List.copyOf(conditions.things),
                places("candidates"),
                places("related"),
                places("withs"),
                places("chosen"),
                List.copyOf(slots),
                slots.toArray(Slot[]::new),
                List.copyOf(reads),
                List.copyOf(clocks),
                Map.copyOf(metrics),
                modelColumn,
                List.copyOf(models),
                List.copyOf(times));
    }

    private int[] columnsOf(int kind) {
        return IntStream.range(0, columns.things.size())
                .filter(column -> columns.things.get(column).kind() == kind)
                .toArray();
    }

    private static int placeOf(String word) {
        for (BusinessModel model : BusinessModel.values()) {
            if (model.name().equals(word)) {
                return 1 + model.ordinal();
            }
        }
        return 0;
    }
}
