package io.tidewatch.metric.language;

import io.tidewatch.metric.language.Type.Sort;
import java.util.List;
import java.util.stream.Stream;

/** The functions of the language. */
enum Function {
    DAYS("days", "two days"),
    HOURS("hours", "two moments or days"),
    DAYS_SINCE("daysSince", "one day"),
    MIN("min", "two or more values of the same sort");

    private final String spelling;
    private final String needs;

    Function(String spelling, String needs) {
        this.spelling = spelling;
        this.needs = needs;
    }

    /** The function of this name, or null. */
    static Function of(String name) {
        return Stream.of(values())
                .filter(function -> function.spelling.equals(name))
                .findFirst()
                .orElse(null);
    }

    static List<String> names() {
        return Stream.of(values()).map(function -> function.spelling).toList();
    }

    /** The arguments it needs, in words. */
    String needs() {
        return needs;
    }

    /** Whether it counts the time between days, which cannot be added up over accounts. */
    boolean measuresTime() {
        return this != MIN;
    }

    /** What it yields; null when the arguments do not fit. */
    Type yields(List<Type> arguments) {
        boolean times = arguments.stream().allMatch(Type::isTime);
        return switch (this) {
            case DAYS -> times && arguments.size() == 2 ? Type.of(Sort.DAYS) : null;
            case HOURS -> times && arguments.size() == 2 ? Type.of(Sort.HOURS) : null;
            case DAYS_SINCE -> times && arguments.size() == 1 ? Type.of(Sort.DAYS) : null;
            case MIN -> least(arguments);
        };
    }

    private static Type least(List<Type> arguments) {
        if (arguments.size() < 2 || !arguments.stream().allMatch(type -> type.isNumeric() || type.isTime())) {
            return null;
        }
        Type type = arguments.getFirst();
        for (int number = 1; type != null && number < arguments.size(); number++) {
            type = Operators.either(type, arguments.get(number));
        }
        return type;
    }
}
