package io.tidewatch.metric.language;

import io.tidewatch.metric.language.Expression.Arithmetic;
import io.tidewatch.metric.language.Expression.Call;
import io.tidewatch.metric.language.Expression.Comparison;
import io.tidewatch.metric.language.Expression.Else;
import io.tidewatch.metric.language.Expression.Has;
import io.tidewatch.metric.language.Expression.InList;
import io.tidewatch.metric.language.Expression.InParameter;
import io.tidewatch.metric.language.Type.Sort;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * Gives every node of a formula its type. A mistake is reported once: what depends on it has the unknown type, which goes
 * with everything. Visits each node once.
 */
final class ExpressionChecker {
    private static final String AS_OF = "asOf";

    private final Map<String, ParameterSyntax> parameters;
    private final Scope scope;
    private final Map<Expression, Type> types;
    private final FormulaMistakes mistakes;
    private final ListWords words;

    /** A checker of one formula, and of nodes of its tree. */
    ExpressionChecker(Formula formula, Scope scope, Checking checking) {
        this.scope = scope;
        this.parameters = checking.parameters();
        this.types = checking.types();
        this.mistakes = new FormulaMistakes(formula, checking.mistakes());
        this.words = new ListWords(mistakes);
    }

    /** The type of a node. */
    Type check(Expression node) {
        Type type =
                switch (node) {
                    case Expression.Number number -> Type.NUMBER;
                    case Expression.Text text -> Type.of(Sort.TEXT);
                    case Expression.Word word ->
                        wrong(
                                MistakeKind.TYPE,
                                word.at(),
                                "A word in capitals stands beside a field that has it in its list, as in plan == "
                                        + word.value() + ".");
                    case Expression.Name name -> named(name, mistakes);
                    case Expression.Parameter parameter -> amount(parameter);
                    case Expression.Minus minus -> minus(minus);
                    case Arithmetic arithmetic -> arithmetic(arithmetic);
                    case Comparison comparison -> comparison(comparison);
                    case InList list -> inList(list);
                    case InParameter list -> inParameter(list);
                    case Has has -> has(has);
                    case Expression.Missing missing -> {
                        check(missing.operand());
                        yield Type.CONDITION;
                    }
                    case Expression.Unknown unknown -> {
                        check(unknown.operand());
                        yield Type.CONDITION;
                    }
                    case Expression.Not not -> condition(not.operand());
                    case Expression.And and -> conditions(and.left(), and.right());
                    case Expression.Or or -> conditions(or.left(), or.right());
                    case Call call -> call(call);
                    case Expression.When when -> {
                        Type operand = check(when.operand());
                        condition(when.condition());
                        yield operand;
                    }
                    case Else otherwise -> otherwise(otherwise);
                };
        types.put(node, type);
        return type;
    }

    private Type named(Expression.Name name, FormulaMistakes found) {
        Type type = name.full().equals(AS_OF) ? Type.DATE : scope.typeOf(name, found);
        types.put(name, type);
        return type;
    }

    private Type amount(Expression.Parameter parameter) {
        Setting.Value value = value(parameter);
        if (value != null && !(value instanceof Setting.Value.Amount)) {
            return wrong(
                    MistakeKind.TYPE, parameter.at(), "$" + parameter.name() + " is a list; a list stands after 'in'.");
        }
        return value == null ? Type.UNKNOWN : Type.NUMBER;
    }

    private Setting.Value value(Expression.Parameter parameter) {
        ParameterSyntax found = parameters.get(parameter.name());
        if (found == null) {
            mistakes.add(
                    MistakeKind.UNKNOWN_PARAMETER,
                    parameter.at(),
                    "There is no parameter '" + parameter.name() + "'.",
                    mistakes.closest(parameter.name(), parameters.keySet()));
        }
        return found == null ? null : found.setting().standard();
    }

    private Type minus(Expression.Minus minus) {
        Type operand = check(minus.operand());
        return operand.isNumeric()
                ? operand.is(Sort.CONDITION) ? Type.NUMBER : operand
                : wrong(MistakeKind.TYPE, minus.at(), "'-' needs a number, not " + operand.shown() + ".");
    }

    private Type arithmetic(Arithmetic node) {
        Type left = check(node.left());
        Type right = check(node.right());
        Type type = Operators.arithmetic(node.operator(), left, right);
        if (type != null) {
            return type;
        }
        boolean days = node.operator() == Arithmetic.Operator.MINUS && left.isTime() && right.isTime();
        mistakes.add(
                MistakeKind.TYPE,
                node.at(),
                "'" + node.operator().sign() + "' does not go with " + left.shown() + " and " + right.shown() + ".",
                days ? "days(" + text(node.right()) + ", " + text(node.left()) + ")" : null);
        return Type.UNKNOWN;
    }

    private Type comparison(Comparison node) {
        if (node.right() instanceof Expression.Word word) {
            return compareWord(node, node.left(), word);
        }
        if (node.left() instanceof Expression.Word word) {
            return compareWord(node, node.right(), word);
        }
        Type left = check(node.left());
        // A name that does not exist, beside a text, is a text without its quotation marks.
        Type right = left.is(Sort.TEXT) && node.right() instanceof Expression.Name name
                ? named(name, mistakes.suggesting("\"" + name.full() + "\""))
                : check(node.right());
        if (!Operators.comparable(left, right, node.relation().ordered())) {
            boolean word = left.is(Sort.WORD) && node.right() instanceof Expression.Text;
            mistakes.add(
                    MistakeKind.TYPE,
                    node.at(),
                    "'" + node.relation().sign() + "' does not compare " + left.shown() + " with " + right.shown()
                            + ".",
                    word ? words.closest(((Expression.Text) node.right()).value(), left) : null);
        }
        return Type.CONDITION;
    }

    private Type compareWord(Comparison node, Expression operand, Expression.Word word) {
        Type type = check(operand);
        if (node.relation().ordered()) {
            mistakes.add(MistakeKind.TYPE, node.at(), "The words of a list have no order.", null);
        } else {
            words.check(type, word);
        }
        types.put(word, type);
        return Type.CONDITION;
    }

    private Type inList(InList node) {
        Type operand = check(node.operand());
        node.items().forEach(item -> words.check(operand, item));
        return Type.CONDITION;
    }

    private Type inParameter(InParameter node) {
        Type operand = check(node.operand());
        Setting.Value list = value(node.list());
        if (list != null) {
            words.check(operand, list, node.list());
        }
        types.put(node.list(), operand);
        return Type.CONDITION;
    }

    private Type has(Has node) {
        Type operand = check(node.operand());
        if (operand.is(Sort.WORDS) || operand.isUnknown()) {
            words.checkListed(operand, node.word());
        } else {
            mistakes.add(MistakeKind.TYPE, node.at(), "'has' needs several words, not " + operand.shown() + ".", null);
        }
        types.put(node.word(), operand);
        return Type.CONDITION;
    }

    private Type conditions(Expression left, Expression right) {
        condition(left);
        return condition(right);
    }

    /** Checks a node that must be a condition. */
    Type condition(Expression node) {
        Type type = check(node);
        if (!type.is(Sort.CONDITION) && !type.isUnknown()) {
            mistakes.add(
                    MistakeKind.NOT_A_CONDITION,
                    node.at(),
                    "A condition is needed here, not " + type.shown() + ".",
                    type.isNumeric() ? text(node) + " > 0" : null);
        }
        return Type.CONDITION;
    }

    private Type otherwise(Else node) {
        Type operand = check(node.operand());
        Type fallback = check(node.fallback());
        if (operand.is(Sort.MONEY) && isZero(node.fallback())) {
            return operand;
        }
        Type type = Operators.either(operand, fallback);
        return type != null
                ? type
                : wrong(
                        MistakeKind.TYPE,
                        node.at(),
                        "'else' mixes " + operand.shown() + " and " + fallback.shown() + ".");
    }

    private static boolean isZero(Expression node) {
        return node instanceof Expression.Number number && number.value().compareTo(BigDecimal.ZERO) == 0;
    }

    private Type call(Call call) {
        List<Type> given = call.arguments().stream().map(this::check).toList();
        Function function = Function.of(call.function());
        if (function == null) {
            mistakes.add(
                    MistakeKind.UNKNOWN_FUNCTION,
                    call.at(),
                    "There is no function '" + call.function() + "'.",
                    mistakes.closest(call.function(), Function.names()));
            return Type.UNKNOWN;
        }
        Type type = function.yields(given);
        return type != null
                ? type
                : wrong(
                        MistakeKind.TYPE,
                        call.at(),
                        "'" + call.function() + "' needs " + function.needs() + ", not ("
                                + String.join(
                                        ", ", given.stream().map(Type::shown).toList()) + ").");
    }

    private Type wrong(MistakeKind kind, int at, String sentence) {
        mistakes.add(kind, at, sentence, null);
        return Type.UNKNOWN;
    }

    private static String text(Expression node) {
        return ExpressionText.of(node);
    }
}
