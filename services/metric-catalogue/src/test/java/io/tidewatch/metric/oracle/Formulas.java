package io.tidewatch.metric.oracle;

import static io.tidewatch.metric.oracle.Value.None.ABSENT;
import static io.tidewatch.metric.oracle.Value.None.UNKNOWN;

import io.tidewatch.metric.language.Expression;
import io.tidewatch.metric.language.Setting;
import io.tidewatch.metric.language.Type;
import io.tidewatch.metric.oracle.Value.Money;
import io.tidewatch.metric.oracle.Value.Num;
import io.tidewatch.metric.oracle.Value.Text;
import io.tidewatch.metric.oracle.Value.Texts;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Computes expressions on one day. */
final class Formulas {
    /** What a name stands for. */
    interface Names {
        Value of(Expression.Name name);
    }

    private final Exchange exchange;
    private final LocalDate asOf;
    private final Map<Expression, Type> types;
    private final Function<String, Setting.Value> parameters;

    Formulas(Exchange exchange, Map<Expression, Type> types, Function<String, Setting.Value> parameters) {
        this.exchange = exchange;
        this.asOf = exchange.day();
        this.types = types;
        this.parameters = parameters;
    }

    Exchange exchange() {
        return exchange;
    }

    Value value(Expression node, Names names) {
        return switch (node) {
            case Expression.Number number -> new Num(number.value());
            case Expression.Text text -> new Text(text.value());
            case Expression.Word word -> new Text(word.value());
            case Expression.Name name -> isAsOf(name) ? new Value.Day(asOf) : names.of(name);
            case Expression.Parameter parameter -> new Num(amount(parameters.apply(parameter.name())));
            case Expression.Minus minus -> minus(value(minus.operand(), names));
            case Expression.Arithmetic arithmetic ->
                arithmetic(arithmetic.operator(), value(arithmetic.left(), names), value(arithmetic.right(), names));
            case Expression.Comparison comparison ->
                compare(comparison.relation(), value(comparison.left(), names), value(comparison.right(), names));
            case Expression.InList list -> {
                List<Value> items = new ArrayList<>();
                list.items().forEach(item -> items.add(value((Expression) item, names)));
                yield in(value(list.operand(), names), items, list.negated());
            }
            case Expression.InParameter list ->
                in(
                        value(list.operand(), names),
                        items(parameters.apply(list.list().name())),
                        list.negated());
            case Expression.Has has ->
                value(has.operand(), names) instanceof Texts(List<String> texts)
                        ? Value.of(texts.contains(has.word().value()))
                        : value(has.operand(), names);
            case Expression.Missing missing -> {
                Value operand = value(missing.operand(), names);
                yield operand.isUnknown() ? UNKNOWN : Value.of(operand.isAbsent() != missing.negated());
            }
            case Expression.Unknown unknown ->
                Value.of(value(unknown.operand(), names).isUnknown() != unknown.negated());
            case Expression.Not not -> {
                Value operand = value(not.operand(), names);
                yield operand.hasNone() ? operand : Value.of(operand.isFalse());
            }
            case Expression.And and -> and(value(and.left(), names), value(and.right(), names));
            case Expression.Or or -> or(value(or.left(), names), value(or.right(), names));
            case Expression.Call call -> call(call, names);
            case Expression.When when -> {
                Value condition = value(when.condition(), names);
                yield condition.isUnknown() ? UNKNOWN : condition.isTrue() ? value(when.operand(), names) : ABSENT;
            }
            case Expression.Else otherwise -> {
                Value operand = value(otherwise.operand(), names);
                yield asTyped(otherwise, operand.isAbsent() ? value(otherwise.fallback(), names) : operand);
            }
        };
    }

    private static boolean isAsOf(Expression node) {
        return node instanceof Expression.Name name && name.full().equals("asOf");
    }

    /** What may be a day or a moment is a day. */
    private Value asTyped(Expression node, Value value) {
        Type type = types.get(node);
        boolean day = type != null && type.sort() == Type.Sort.DATE;
        return day && value instanceof Value.Moment ? new Value.Day(value.day()) : value;
    }

    /** Whether an expression has amounts as its values. */
    boolean isMoney(Expression node) {
        Type type = types.get(node);
        return type != null && type.sort() == Type.Sort.MONEY;
    }

    private static BigDecimal amount(Setting.Value value) {
        return ((Setting.Value.Amount) value).number();
    }

    private static List<Value> items(Setting.Value value) {
        List<Value> items = new ArrayList<>();
        switch (value) {
            case Setting.Value.Texts(List<String> texts) -> texts.forEach(text -> items.add(new Text(text)));
            case Setting.Value.Amounts(List<BigDecimal> numbers) ->
                numbers.forEach(number -> items.add(new Num(number)));
            case Setting.Value.Amount(BigDecimal number) -> items.add(new Num(number));
        }
        return items;
    }

    private static Value minus(Value operand) {
        return switch (operand) {
            case Value.None none -> none;
            case Money(BigDecimal minor, String currency) -> new Money(minor.negate(), currency);
            default -> new Num(operand.number().negate());
        };
    }

    private Value arithmetic(Expression.Arithmetic.Operator operator, Value left, Value right) {
        Value none = Value.none(left, right);
        if (none != null) {
            return none;
        }
        boolean amounts = left instanceof Money && right instanceof Money;
        List<Value> operands = exchange.settled(List.of(left, right));
        if (operands == null) {
            return UNKNOWN;
        }
        BigDecimal a = operands.getFirst().number();
        BigDecimal b = operands.getLast().number();
        boolean quotient = operator == Expression.Arithmetic.Operator.DIVIDED_BY;
        if (quotient && b.signum() == 0) {
            return ABSENT;
        }
        BigDecimal result =
                switch (operator) {
                    case PLUS -> a.add(b);
                    case MINUS -> a.subtract(b);
                    case TIMES -> a.multiply(b);
                    case DIVIDED_BY -> a.divide(b, Value.PRECISE);
                };
        boolean money = left instanceof Money || right instanceof Money;
        return money && !(amounts && quotient) ? new Money(result, currency(operands)) : new Num(result);
    }

    /** The currency of the first amount that has one, else null. */
    static String currency(List<Value> values) {
        for (Value value : values) {
            if (value instanceof Money money && money.currency() != null) {
                return money.currency();
            }
        }
        return null;
    }

    private Value compare(Expression.Comparison.Relation relation, Value left, Value right) {
        Value none = Value.none(left, right);
        if (none != null) {
            return none;
        }
        List<Value> operands = exchange.settled(List.of(left, right));
        if (operands == null) {
            return UNKNOWN;
        }
        int order = order(operands.getFirst(), operands.getLast());
        return Value.of(
                switch (relation) {
                    case LESS -> order < 0;
                    case AT_MOST -> order <= 0;
                    case MORE -> order > 0;
                    case AT_LEAST -> order >= 0;
                    case EQUAL -> order == 0;
                    case DIFFERENT -> order != 0;
                });
    }

    /** Moments as moments only where both are. */
    static int order(Value left, Value right) {
        if (left instanceof Value.Moment(var a) && right instanceof Value.Moment(var b)) {
            return a.compareTo(b);
        }
        if (left instanceof Value.Moment || left instanceof Value.Day) {
            return left.day().compareTo(right.day());
        }
        if (left instanceof Text(String a) && right instanceof Text(String b)) {
            return a.compareTo(b);
        }
        if (left instanceof Num && right instanceof Money) {
            return left.number().compareTo(units(right));
        }
        if (left instanceof Money && right instanceof Num) {
            return units(left).compareTo(right.number());
        }
        return left.number().compareTo(right.number());
    }

    /** An amount as people write it; any other number as it is. */
    static BigDecimal units(Value value) {
        return value instanceof Money(BigDecimal minor, String currency) && currency != null
                ? minor.movePointLeft(Currency.getInstance(currency).getDefaultFractionDigits())
                : value.number();
    }

    private static Value in(Value operand, List<Value> items, boolean negated) {
        if (operand.hasNone()) {
            return operand;
        }
        boolean found = items.stream().anyMatch(item -> order(operand, item) == 0);
        return Value.of(found != negated);
    }

    static Value and(Value left, Value right) {
        if (left.isFalse() || right.isFalse()) {
            return Value.of(false);
        }
        Value none = Value.none(left, right);
        return none == null ? Value.of(true) : none;
    }

    private static Value or(Value left, Value right) {
        if (left.isTrue() || right.isTrue()) {
            return Value.of(true);
        }
        Value none = Value.none(left, right);
        return none == null ? Value.of(false) : none;
    }

    private Value call(Expression.Call call, Names names) {
        List<Value> given = new ArrayList<>();
        call.arguments().forEach(argument -> given.add(value(argument, names)));
        if (call.function().equals("min")) {
            return asTyped(call, least(given));
        }
        Value none = Value.none(given);
        if (none != null) {
            return none;
        }
        return switch (call.function()) {
            case "days" ->
                Value.of(
                        ChronoUnit.DAYS.between(given.get(0).day(), given.get(1).day()));
            case "daysSince" -> Value.of(ChronoUnit.DAYS.between(given.get(0).day(), asOf));
            case "hours" -> {
                Duration between = Duration.between(
                        end(call.arguments().get(0), given.get(0)).moment(),
                        end(call.arguments().get(1), given.get(1)).moment());
                BigDecimal seconds =
                        BigDecimal.valueOf(between.getSeconds()).add(BigDecimal.valueOf(between.getNano(), 9));
                yield new Num(seconds.divide(BigDecimal.valueOf(3600), Value.PRECISE));
            }
            default -> throw new IllegalStateException(call.function());
        };
    }

    /** As a moment, the as-of day is its end. */
    private Value end(Expression node, Value value) {
        return isAsOf(node) ? new Value.Day(asOf.plusDays(1)) : value;
    }

    private Value least(List<Value> given) {
        List<Value> operands = given.contains(UNKNOWN) ? null : exchange.settled(given);
        if (operands == null) {
            return UNKNOWN;
        }
        Value least = ABSENT;
        for (Value value : operands) {
            if (!value.hasNone() && (least.isAbsent() || order(value, least) < 0)) {
                least = value;
            }
        }
        return least instanceof Money(BigDecimal minor, String none) && none == null
                ? new Money(minor, currency(operands))
                : least;
    }
}
