package io.tidewatch.metric.oracle;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Writes well-typed formulas over the names of a scope. Conditions compare exact numbers only, or others with a bound that no
 * ratio of small numbers hits: two implementations may round the fifteenth digit differently.
 */
final class RandomFormulas {
    /** The sorts of values that formulas are written for. */
    enum Sort {
        /** Whole numbers and quarters: what sums, differences and products keep exact. */
        EXACT,
        /** Any number. */
        NUMBER,
        MONEY,
        CONDITION,
        /** A day or a moment. */
        TIME,
        /** A number of days or hours. */
        DURATION
    }

    /** The names that a formula may use. {@code conditions} are whole conditions, such as {@code plan == VALUE}. */
    record Names(Map<Sort, List<String>> bySort, List<String> conditions) {
        Names() {
            this(new EnumMap<>(Sort.class), new ArrayList<>());
        }

        void add(Sort sort, String name) {
            bySort.computeIfAbsent(sort, none -> new ArrayList<>()).add(name);
        }

        List<String> of(Sort sort) {
            return bySort.getOrDefault(sort, List.of());
        }
    }

    private final Random random;
    private final List<String> parameters;

    /** {@code parameters} are names of numbers. */
    RandomFormulas(Random random, List<String> parameters) {
        this.random = random;
        this.parameters = parameters;
    }

    String exact(Names names, int depth) {
        List<String> known = names.of(Sort.EXACT);
        if (depth == 0 || random.nextInt(3) == 0) {
            return known.isEmpty() || random.nextInt(5) == 0 ? literal() : any(known);
        }
        String left = exact(names, depth - 1);
        String right = exact(names, depth - 1);
        return switch (random.nextInt(8)) {
            case 0 -> "(" + left + " + " + right + ")";
            case 1 -> "(" + left + " - " + right + ")";
            case 2 -> "(" + left + " * " + right + ")";
            case 3 -> "min(" + left + ", " + right + ")";
            case 4 -> "(" + left + " else " + right + ")";
            case 5 -> "(" + left + " when " + condition(names, depth - 1) + " else " + right + ")";
            case 6 -> "(" + left + " when " + condition(names, depth - 1) + ")";
            default -> "(-" + left + ")";
        };
    }

    String number(Names names, int depth) {
        List<String> known = names.of(Sort.NUMBER);
        return switch (random.nextInt(3)) {
            case 0 -> "(" + exact(names, depth) + " / " + exact(names, depth) + ")";
            case 1 -> known.isEmpty() ? exact(names, depth) : any(known);
            default -> exact(names, depth);
        };
    }

    String money(Names names, int depth) {
        String one = any(names.of(Sort.MONEY));
        return switch (depth == 0 ? 9 : random.nextInt(7)) {
            case 0 -> "(" + one + " + " + money(names, depth - 1) + ")";
            case 1 -> "(" + one + " * " + exact(names, depth - 1) + ")";
            case 2 -> "min(" + one + ", " + money(names, depth - 1) + ")";
            case 3 -> "(" + one + " when " + condition(names, depth - 1) + " else 0)";
            default -> one;
        };
    }

    String time(Names names, int depth) {
        String one = any(names.of(Sort.TIME));
        return switch (depth == 0 ? 9 : random.nextInt(8)) {
            case 0 -> "min(" + one + ", " + time(names, depth - 1) + ")";
            case 1 -> "(" + one + " else " + time(names, depth - 1) + ")";
            case 2 -> "(" + one + " when " + condition(names, depth - 1) + ")";
            default -> one;
        };
    }

    String duration(Names names) {
        List<String> known = names.of(Sort.DURATION);
        if (names.of(Sort.TIME).isEmpty() || !known.isEmpty() && random.nextBoolean()) {
            return any(known);
        }
        return switch (random.nextInt(4)) {
            case 0 -> "days(" + time(names, 1) + ", " + time(names, 1) + ")";
            case 1 -> "hours(" + time(names, 0) + ", " + any(List.of("asOf", time(names, 0))) + ")";
            default -> "daysSince(" + time(names, 1) + ")";
        };
    }

    boolean hasDuration(Names names) {
        return !names.of(Sort.TIME).isEmpty() || !names.of(Sort.DURATION).isEmpty();
    }

    String condition(Names names, int depth) {
        if (depth > 0) {
            switch (random.nextInt(6)) {
                case 0 -> {
                    return "(" + condition(names, depth - 1) + " and " + condition(names, depth - 1) + ")";
                }
                case 1 -> {
                    return "(" + condition(names, depth - 1) + " or " + condition(names, depth - 1) + ")";
                }
                case 2 -> {
                    return "(not " + condition(names, depth - 1) + ")";
                }
                default -> {
                    // One comparison.
                }
            }
        }
        return comparison(names);
    }

    private String comparison(Names names) {
        List<Sort> sorts = new ArrayList<>(names.bySort().keySet());
        int choice = random.nextInt(sorts.size() + 2);
        if (choice >= sorts.size()) {
            return names.conditions().isEmpty() ? exact(names, 1) + relation() + literal() : any(names.conditions());
        }
        Sort sort = sorts.get(choice);
        String one = any(names.of(sort));
        if (random.nextInt(6) == 0) {
            return "(" + one + " is " + (random.nextBoolean() ? "" : "not ")
                    + (random.nextInt(3) == 0 ? "unknown" : "missing") + ")";
        }
        return switch (sort) {
            case EXACT ->
                random.nextInt(4) == 0
                        ? "(" + one + " in (1, 2, 0.25))"
                        : "(" + one + relation() + exact(names, 1) + ")";
            case NUMBER -> "(" + one + (random.nextBoolean() ? " > " : " < ") + bound() + ")";
            case MONEY -> random.nextBoolean() ? "(" + one + " > 0)" : "(" + one + relation() + money(names, 1) + ")";
            case CONDITION -> one;
            case TIME -> "(" + one + relation() + any(List.of("asOf", time(names, 1))) + ")";
            case DURATION -> "(" + one + (random.nextBoolean() ? " > " : " < ") + bound() + ")";
        };
    }

    private String relation() {
        return any(List.of(" < ", " <= ", " > ", " >= ", " == ", " != "));
    }

    private String literal() {
        if (!parameters.isEmpty() && random.nextInt(3) == 0) {
            return "$" + any(parameters);
        }
        return any(List.of("0", "1", "2", "3", "0.25"));
    }

    private String bound() {
        return any(List.of("0.3719", "1.7193", "29.8713"));
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
