package io.tidewatch.metric.oracle;

import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.RecordKind.Home;
import io.tidewatch.metric.language.Vocabulary;
import io.tidewatch.metric.oracle.RandomFormulas.Names;
import io.tidewatch.metric.oracle.RandomFormulas.Sort;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Writes files of metrics from the grammar, over the draft vocabulary. The same seed writes the same file. */
final class RandomMetrics {
    private static final List<String> MODELS = List.of("ENTERPRISE", "CONSUMPTION", "PRODUCT_LED", "SEAT_BASED");

    private final Vocabulary vocabulary;
    private final Random random;
    private final List<RecordKind> kinds;
    private final RandomFormulas formulas;
    private final StringBuilder parameters = new StringBuilder();
    private final StringBuilder subjects = new StringBuilder();
    private final Map<String, String> measures = new LinkedHashMap<>();
    private final Map<String, Sort> sorts = new LinkedHashMap<>();
    private final List<String> split = new ArrayList<>();
    private Names subject;

    private RandomMetrics(Vocabulary vocabulary, long seed) {
        this.vocabulary = vocabulary;
        this.random = new Random(seed * 0x2545F4914F6CDD1DL + 11);
        boolean reporting = random.nextInt(5) == 0;
        this.kinds = vocabulary.kinds().values().stream()
                .filter(kind -> !kind.name().equals(Vocabulary.ACCOUNT))
                .filter(kind -> reporting == (kind.home() == Home.REPORTING))
                .toList();
        List<String> numbers = new ArrayList<>();
        if (random.nextInt(4) == 0) {
            parameters.append("parameters: {limit: {default: ").append(random.nextInt(4));
            parameters.append(", ").append(any(MODELS)).append(": 2}}\n");
            numbers.add("limit");
        }
        this.formulas = new RandomFormulas(random, numbers);
    }

    /**
     * The text of {@code metrics/ID.yaml}, not yet checked.
     *
     * @param overAccounts whether the file says how values of accounts become one of a group
     */
    static String file(Vocabulary vocabulary, String id, long seed, boolean overAccounts) {
        return new RandomMetrics(vocabulary, seed).text(id, overAccounts);
    }

    private String text(String id, boolean overAccounts) {
        if (random.nextInt(2) == 0) {
            subjects();
        }
        int number = 1 + random.nextInt(3);
        for (int at = 0; at < number; at++) {
            measure("m" + at, at == 0 && subject != null);
        }
        if (random.nextInt(6) == 0) {
            score();
        }
        String value = value();
        String text = "id: " + id + "\nunit: " + unit(value) + "\nperiod: "
                + any(List.of("30d", "90d", "365d", "1mo", "12mo")) + "\n"
                + (text().contains("$limit") || value.contains("$limit") ? parameters : "")
                + text()
                + "value: '" + value.substring(value.indexOf('|') + 1) + "'\n";
        return text + (overAccounts ? "overAccounts: " + any(List.of("mean", "median", "p75")) + "\n" : "");
    }

    private String text() {
        StringBuilder text = new StringBuilder(subjects).append("measures:\n");
        measures.forEach((name, line) ->
                text.append("  ").append(name).append(": ").append(line).append('\n'));
        return text + (split.isEmpty() ? "" : "by: {" + String.join(", ", split) + "}\n");
    }

    /** Sort and formula; all measures are used. */
    private String value() {
        Names names = new Names();
        sorts.forEach((name, sort) -> names.add(sort, name));
        List<String> left = new ArrayList<>(sorts.keySet());
        String first = left.removeFirst();
        String formula =
                switch (sorts.get(first)) {
                    case EXACT, NUMBER, CONDITION -> {
                        String below = left.stream()
                                .filter(name -> sorts.get(name) == Sort.EXACT)
                                .findFirst()
                                .orElse(null);
                        left.remove(below);
                        yield below == null ? "NUMBER|" + first : "RATIO|" + first + " / " + below;
                    }
                    case MONEY -> "CURRENCY|" + first;
                    case TIME -> "DAYS|daysSince(" + first + ")";
                    case DURATION -> "DAYS|" + first;
                };
        List<String> conditions = new ArrayList<>();
        for (String name : left) {
            Names one = new Names();
            one.add(sorts.get(name), name);
            conditions.add(random.nextBoolean() ? name + " is not missing" : "(" + uses(one) + ")");
        }
        if (random.nextInt(3) == 0) {
            conditions.add("account.businessModel != " + any(MODELS));
        }
        String all = String.join(random.nextBoolean() ? " and " : " or ", conditions);
        if (conditions.isEmpty() || random.nextBoolean()) {
            return formula + "'\npopulation: '" + (conditions.isEmpty() ? "everyone" : all);
        }
        boolean zero = !formula.startsWith("DAYS") && random.nextBoolean();
        return formula + " when " + all + (zero ? " else 0" : "") + "'\npopulation: 'everyone";
    }

    /** A condition in which the only name is used. */
    private String uses(Names one) {
        String name = one.bySort().values().iterator().next().getFirst();
        return switch (one.bySort().keySet().iterator().next()) {
            case EXACT, MONEY -> name + any(List.of(" > 0", " == 0", " != 0"));
            case NUMBER, DURATION -> name + any(List.of(" > 0.3719", " < 29.8713"));
            case CONDITION -> name;
            case TIME -> name + any(List.of(" < asOf", " >= asOf", " != asOf"));
        };
    }

    private static String unit(String value) {
        return value.substring(0, value.indexOf('|'));
    }

    private void measure(String name, boolean ofSubjects) {
        if (!sorts.isEmpty() && random.nextInt(4) == 0) {
            Names names = new Names();
            sorts.forEach((other, sort) -> names.add(sort, other));
            boolean condition = random.nextBoolean();
            measures.put(name, "'" + (condition ? formulas.condition(names, 2) : formulas.exact(names, 2)) + "'");
            sorts.put(name, condition ? Sort.CONDITION : Sort.EXACT);
            return;
        }
        if (ofSubjects) {
            aggregate(name, "folk", subject, "", true);
            return;
        }
        RecordKind kind = any(kinds);
        List<String> anchors = new ArrayList<>(List.of("start"));
        sorts.forEach((other, sort) -> {
            if (sort == Sort.TIME) {
                anchors.add(other);
            }
        });
        aggregate(name, kind.name(), names(kind), time(kind, anchors, true, false), false);
        List<String> fields = kind.fields().entrySet().stream()
                .filter(field -> field.getValue().type().isDimension())
                .map(Map.Entry::getKey)
                .toList();
        if (random.nextInt(4) == 0 && !fields.isEmpty()) {
            split.add(name + ": " + any(fields));
        }
    }

    private void aggregate(String name, String of, Names names, String time, boolean ordered) {
        StringBuilder text = new StringBuilder("{");
        sorts.put(name, function(text, of, names, ordered, List.of()));
        text.append(time);
        if (random.nextInt(3) > 0) {
            text.append(", where: '").append(formulas.condition(names, 2)).append('\'');
        }
        measures.put(name, text.append('}').toString());
    }

    /** Writes the function, its argument and what it is about; yields the sort of its value. */
    private Sort function(StringBuilder text, String of, Names names, boolean ordered, List<String> unused) {
        int choice = random.nextInt(ordered ? 12 : 9);
        boolean money = !names.of(Sort.MONEY).isEmpty() && random.nextBoolean();
        boolean duration = !money && formulas.hasDuration(names) && random.nextInt(3) == 0;
        String number =
                money ? formulas.money(names, 1) : duration ? formulas.duration(names) : formulas.number(names, 1);
        Sort sort = money ? Sort.MONEY : duration ? Sort.DURATION : Sort.NUMBER;
        String exact = formulas.exact(names, 1);
        String key;
        String argument = number;
        switch (choice) {
            case 0, 1 -> {
                text.append("count: ").append(of);
                return Sort.EXACT;
            }
            case 2 -> {
                key = "sum";
                argument = money ? number : exact;
                sort = money ? Sort.MONEY : Sort.EXACT;
            }
            case 3 -> key = "mean";
            case 4 -> key = "median";
            case 5, 6 -> {
                key = choice == 5 ? "first" : "last";
                boolean time = !names.of(Sort.TIME).isEmpty() && random.nextInt(3) > 0;
                boolean plain = !names.of(Sort.TIME).isEmpty() && random.nextBoolean();
                argument = time ? plain ? any(names.of(Sort.TIME)) : formulas.time(names, 1) : exact;
                sort = time ? Sort.TIME : Sort.EXACT;
            }
            case 7, 8 -> {
                key = "distinct";
                argument = names.conditions().isEmpty() ? exact : distinct(names);
                sort = Sort.EXACT;
            }
            case 9 -> {
                key = "streak";
                argument = formulas.condition(names, 1);
                sort = Sort.EXACT;
            }
            case 10 -> {
                key = "slope";
                argument = exact;
                sort = Sort.NUMBER;
            }
            default -> {
                key = "variation";
                argument = exact;
                sort = Sort.NUMBER;
            }
        }
        text.append(key).append(": '").append(argument).append("', of: ").append(of);
        if (key.equals("first") && !ordered && random.nextInt(3) == 0) {
            text.append(", number: ").append(2 + random.nextInt(2));
        }
        return sort;
    }

    /** The field of a condition such as {@code plan == VALUE}: words and texts are what one counts different values of. */
    private String distinct(Names names) {
        String condition = any(names.conditions());
        return condition.replaceAll("^\\(?(not )?", "").replaceAll("[ )].*$", "");
    }

    private void subjects() {
        subject = new Names();
        StringBuilder text = new StringBuilder("subjects:\n  folk:\n");
        RecordKind kind = random.nextInt(3) == 0 ? vocabulary.kind("user") : any(kinds);
        if (!kinds.contains(kind)) {
            kind = any(kinds);
        }
        boolean weeks = random.nextInt(5) == 0;
        List<String> groups = kind.fields().entrySet().stream()
                .filter(field -> field.getValue().type().name().matches("REF|NAME|WORD"))
                .filter(field -> !Vocabulary.ACCOUNT.equals(field.getValue().target()))
                .map(Map.Entry::getKey)
                .toList();
        String group = !weeks && !groups.isEmpty() && random.nextInt(3) == 0 ? any(groups) : null;
        List<String> anchors = new ArrayList<>();
        if (weeks) {
            text.append("    each: week\n    last: ")
                    .append(2 + random.nextInt(6))
                    .append('\n');
        } else {
            text.append("    each: ")
                    .append(kind.name())
                    .append(group == null ? "" : "." + group)
                    .append('\n');
            String time = time(kind, List.of("start"), false, false).replace(", at: start", "");
            text.append(time.isEmpty() ? "" : "    " + time.substring(2).replace(", ", "\n    ") + "\n");
            if (group == null) {
                Names own = names(kind);
                own.bySort().forEach((sort, names) -> names.forEach(name -> subject.add(sort, name)));
                subject.conditions().addAll(own.conditions());
                anchors.addAll(kind.days());
            }
        }
        text.append("    with:\n");
        int number = 1 + random.nextInt(2);
        Map<String, Sort> with = new LinkedHashMap<>();
        for (int at = 0; at < number; at++) {
            with(text, "w" + at, weeks ? null : kind, group, anchors, with);
        }
        with.forEach((name, sort) -> subject.add(sort, name));
        if (random.nextInt(3) == 0) {
            Names where = group == null || random.nextBoolean() ? subject : names(kind);
            text.append("    where: '").append(formulas.condition(where, 1)).append("'\n");
        }
        subjects.append(text);
    }

    private void with(
            StringBuilder text,
            String name,
            RecordKind of,
            String group,
            List<String> anchors,
            Map<String, Sort> with) {
        RecordField grouping = group == null ? null : of.fields().get(group);
        String target =
                of == null ? null : grouping != null && grouping.target() != null ? grouping.target() : of.name();
        List<RecordKind> related = kinds.stream()
                .filter(kind -> of == null
                        ? kind.time() != null
                        : kind.name().equals(of.name())
                                || kind.fields().values().stream().anyMatch(field -> target.equals(field.target())))
                .toList();
        boolean far = !anchors.isEmpty() && random.nextInt(3) == 0;
        RecordKind kind = any(far ? kinds : related);
        StringBuilder one = new StringBuilder("{");
        Sort sort = function(one, kind.name(), names(kind), false, List.of());
        one.append(
                far && kind.time() != null
                        ? ", in: " + relative(anchors)
                        : time(kind, anchors.isEmpty() ? List.of("start") : anchors, of != null, of == null));
        if (random.nextInt(3) > 0) {
            one.append(", where: '").append(formulas.condition(names(kind), 1)).append('\'');
        }
        text.append("      ").append(name).append(": ").append(one).append("}\n");
        with.put(name, sort);
        if (sort == Sort.TIME) {
            anchors.add(name);
        }
    }

    /** A clause of time, with a comma before it; empty for none. */
    private String time(RecordKind kind, List<String> anchors, boolean span, boolean week) {
        if (!week && !kind.spans().isEmpty() && random.nextInt(3) == 0) {
            String during = any(List.copyOf(kind.spans().keySet()));
            return ", during: " + during + (random.nextInt(3) == 0 ? ", at: start" : "");
        }
        List<String> days = kind.days();
        String dated = !days.isEmpty() && random.nextInt(3) == 0 ? ", dated: " + any(days) : "";
        if (kind.time() == null && dated.isEmpty()) {
            return "";
        }
        int length = any(List.of(1, 7, 14, 30, 90, 365));
        return dated
                + switch (random.nextInt(10)) {
                    case 0 -> "";
                    case 1 -> ", in: ever";
                    case 2 -> ", in: " + length + "d";
                    case 3 -> ", in: " + length + "d ago " + any(List.of(1, 14, 30, 90)) + "d";
                    case 4 -> ", in: period";
                    case 5 -> ", in: previous period";
                    case 6 -> ", in: ahead";
                    default -> ", in: " + relative(anchors);
                };
    }

    private String relative(List<String> anchors) {
        String anchor = any(anchors);
        int length = any(List.of(1, 7, 14, 30, 90, 180));
        return switch (random.nextInt(5)) {
            case 0 -> "after " + anchor;
            case 1 -> "since " + anchor;
            case 2 -> length + "d after " + anchor;
            case 3 -> length + "d since " + anchor;
            default -> length + "d before " + anchor;
        };
    }

    private void score() {
        List<String> numbers = new ArrayList<>();
        sorts.forEach((name, sort) -> {
            if (sort != Sort.TIME && sort != Sort.MONEY) {
                numbers.add(name);
            }
        });
        if (numbers.size() < 2) {
            return;
        }
        List<String> inputs = new ArrayList<>();
        for (String name : numbers) {
            String weight = random.nextBoolean() ? "2" : "{default: 1, " + any(MODELS) + ": 0}";
            inputs.add("{of: " + name + ", scale: " + any(List.of("[0, 3]", "[7, 0]")) + ", weight: " + weight + "}");
        }
        String least = random.nextBoolean() ? ", minimumCoverage: " + any(List.of(50, 60, 100)) : "";
        measures.put("points", "{score: [" + String.join(", ", inputs) + "]" + least + "}");
        numbers.forEach(sorts::remove);
        Map<String, Sort> others = new LinkedHashMap<>(sorts);
        sorts.clear();
        sorts.put("points", Sort.NUMBER);
        sorts.putAll(others);
    }

    /** The names in a formula about a record of this kind. */
    private Names names(RecordKind kind) {
        Names names = new Names();
        kind.fields().forEach((name, field) -> {
            field(name, field, names);
            RecordKind target = field.target() == null ? null : vocabulary.kind(field.target());
            boolean along = target != null
                    && field.type() == io.tidewatch.metric.language.FieldType.REF
                    && !target.name().equals(Vocabulary.ACCOUNT);
            if (along) {
                target.fields().forEach((next, other) -> field(name + "." + next, other, names));
            }
        });
        names.conditions().add("(account.segment == \"Enterprise\")");
        names.conditions().add("(account.businessModel in (" + any(MODELS) + ", ENTERPRISE))");
        return names;
    }

    private void field(String name, RecordField field, Names names) {
        switch (field.type()) {
            case INTEGER, DECIMAL -> names.add(Sort.EXACT, name);
            case MONEY -> names.add(Sort.MONEY, name);
            case BOOLEAN -> names.add(Sort.CONDITION, name);
            case DATE, INSTANT -> {
                names.add(Sort.TIME, name);
                if (!name.contains(".")) {
                    names.add(Sort.EXACT, name + ".week");
                }
            }
            case WORD -> {
                names.conditions().add("(" + name + " == " + any(field.words()) + ")");
                names.conditions().add("(" + name + " not in (" + any(field.words()) + "))");
            }
            case WORDS -> names.conditions().add("(" + name + " has " + any(field.words()) + ")");
            case NAME ->
                names.conditions()
                        .add("(" + name + (random.nextBoolean() ? " == \"" : " != \"")
                                + RandomAccounts.text(name.substring(name.indexOf('.') + 1), random) + "\")");
            case REF -> names.conditions().add("(" + name + " is not missing)");
            case REFS, TEXT -> {
                // Nothing compares them.
            }
        }
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
