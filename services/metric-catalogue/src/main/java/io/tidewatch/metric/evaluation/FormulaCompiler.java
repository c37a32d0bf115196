package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.BusinessModel;
import io.tidewatch.metric.language.Expression;
import io.tidewatch.metric.language.Expression.Arithmetic;
import io.tidewatch.metric.language.Expression.Comparison;
import io.tidewatch.metric.language.Expression.Literal;
import io.tidewatch.metric.language.ParameterSyntax;
import io.tidewatch.metric.language.Setting;
import io.tidewatch.metric.language.Type.Sort;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Compiles formulas that the checker has found right. */
final class FormulaCompiler {
    private static final String AS_OF = "asOf";

    private final ProgramBuilder program;
    private final Map<String, ParameterSyntax> parameters;
    private final Names names;
    private final Footprint footprint;

    FormulaCompiler(ProgramBuilder program, Map<String, ParameterSyntax> parameters, Names names, Footprint footprint) {
        this.program = program;
        this.parameters = parameters;
        this.names = names;
        this.footprint = footprint;
    }

    Node compile(Expression node) {
        return switch (node) {
            case Expression.Number number -> new Numbers.Constant(number.value().doubleValue());
            case Expression.Text text -> new Numbers.Text(program.literal(text.value()));
            case Expression.Word word ->
                new Numbers.Constant(program.wordsOf(word).indexOf(word.value()));
            case Expression.Name name -> name(name);
            case Expression.Parameter parameter ->
                amount(parameters.get(parameter.name()).setting());
            case Expression.Minus minus -> new Numbers.Minus(compile(minus.operand()));
            case Arithmetic arithmetic -> arithmetic(arithmetic);
            case Comparison comparison -> comparison(comparison);
            case Expression.InList list -> new Conditions.In(units(list.operand()), items(list), list.negated());
            case Expression.InParameter list -> new Conditions.In(units(list.operand()), items(list), list.negated());
            case Expression.Has has ->
                new Conditions.Has(
                        compile(has.operand()),
                        program.wordsOf(has.operand()).indexOf(has.word().value()));
            case Expression.Unknown unknown -> new Conditions.Unknown(compile(unknown.operand()), unknown.negated());
            case Expression.Missing missing -> new Conditions.Missing(compile(missing.operand()), missing.negated());
            case Expression.Not not -> new Conditions.Not(compile(not.operand()));
            case Expression.And and -> new Conditions.And(compile(and.left()), compile(and.right()));
            case Expression.Or or -> new Conditions.Or(compile(or.left()), compile(or.right()));
            case Expression.Call call -> call(call);
            case Expression.When when -> new Conditions.When(compile(when.operand()), compile(when.condition()));
            case Expression.Else otherwise -> otherwise(otherwise);
        };
    }

    private Node name(Expression.Name name) {
        if (name.full().equals(AS_OF)) {
            footprint.daily = true;
            footprint.clocks.add(Footprint.Clock.ALWAYS);
            return new Fields.AsOf();
        }
        return names.of(name, footprint);
    }

    private boolean isMoney(Expression node) {
        return program.sortOf(node) == Sort.MONEY;
    }

    /** A value that is compared with plain numbers: money in units as people write them. */
    private Node units(Expression node) {
        Node value = compile(node);
        return isMoney(node) ? new Amounts.Units(value) : value;
    }

    private Node amount(Setting setting) {
        List<Double> byModel = byModel(
                setting, value -> ((Setting.Value.Amount) value).number().doubleValue());
        if (byModel.size() == 1) {
            return new Numbers.Constant(byModel.getFirst());
        }
        footprint.daily = true;
        return new Numbers.Parameter(program.amount(byModel));
    }

    /** The values of a setting: one where all business models have the same, else as {@link Program#amounts} has them. */
    static <T> List<T> byModel(Setting setting, Function<Setting.Value, T> read) {
        List<T> values = byModelFull(setting, read);
        return values.stream().distinct().count() == 1 ? values.subList(0, 1) : values;
    }

    /** The values of a setting, as {@link Program#amounts} has them. */
    static <T> List<T> byModelFull(Setting setting, Function<Setting.Value, T> read) {
        List<T> values = new ArrayList<>();
        values.add(read.apply(setting.standard()));
        for (BusinessModel model : BusinessModel.values()) {
            values.add(read.apply(setting.byModel().getOrDefault(model, setting.standard())));
        }
        return values;
    }

    private Node arithmetic(Arithmetic node) {
        boolean moneyLeft = isMoney(node.left());
        boolean moneyRight = isMoney(node.right());
        boolean both = moneyLeft && moneyRight;
        footprint.daily |= both;
        Node left = compile(node.left());
        Node right = compile(node.right());
        return switch (node.operator()) {
            case PLUS -> both ? new Amounts.Sum(left, right, false) : new Numbers.Plus(left, right);
            case MINUS -> both ? new Amounts.Sum(left, right, true) : new Numbers.Difference(left, right);
            case TIMES -> moneyLeft ? new Numbers.Times(right, left) : new Numbers.Times(left, right);
            case DIVIDED_BY -> both ? new Amounts.Quotient(left, right) : new Numbers.Quotient(left, right);
        };
    }

    private Node comparison(Comparison node) {
        if (node.right() instanceof Expression.Word word) {
            return compareWord(node, node.left(), word);
        }
        if (node.left() instanceof Expression.Word word) {
            return compareWord(node, node.right(), word);
        }
        if (isAge(node.left()) && isFixed(node.right())) {
            return age(node);
        }
        Sort left = program.sortOf(node.left());
        Sort right = program.sortOf(node.right());
        if (left == Sort.MONEY && right == Sort.MONEY) {
            footprint.daily = true;
            return new Amounts.Compared(node.relation(), compile(node.left()), compile(node.right()));
        }
        if (left == Sort.WORD && right == Sort.WORD) {
            return new Conditions.Compared(node.relation(), compile(node.left()), sameWord(node));
        }
        boolean days = left != right && (left == Sort.INSTANT || right == Sort.INSTANT);
        boolean zero = isZero(node.left()) || isZero(node.right());
        Function<Expression, Node> operand = days ? this::day : zero ? this::compile : this::units;
        return new Conditions.Compared(node.relation(), operand.apply(node.left()), operand.apply(node.right()));
    }

    static boolean isAsOf(Expression node) {
        return node instanceof Expression.Name name && name.full().equals(AS_OF);
    }

    private static boolean isAge(Expression node) {
        return node instanceof Expression.Call call && call.function().equals("daysSince");
    }

    private static boolean isFixed(Expression node) {
        return node instanceof Expression.Number || node instanceof Expression.Parameter;
    }

    /** An age that is compared with a number changes the result on one day only. */
    private Node age(Comparison node) {
        footprint.daily = true;
        Node day = day(((Expression.Call) node.left()).arguments().getFirst());
        Node limit = compile(node.right());
        footprint.clocks.add(new Footprint.Clock(day, limit));
        return new Conditions.Compared(node.relation(), new Numbers.DaysSince(day), limit);
    }

    private static boolean isZero(Expression node) {
        return node instanceof Expression.Number number && number.value().signum() == 0;
    }

    private Node compareWord(Comparison node, Expression operand, Expression.Word word) {
        int place = program.wordsOf(operand).indexOf(word.value());
        return new Conditions.Compared(node.relation(), compile(operand), new Numbers.Constant(place));
    }

    /** The right one of two words, in the list of the left one. */
    private Node sameWord(Comparison node) {
        List<String> left = program.wordsOf(node.left());
        List<String> right = program.wordsOf(node.right());
        Node value = compile(node.right());
        return left.equals(right)
                ? value
                : new Conditions.WordOf(value, right.stream().map(left::indexOf).toList());
    }

    private int items(Expression.InList list) {
        List<String> words = program.wordsOf(list.operand());
        boolean texts = list.items().getFirst() instanceof Expression.Text;
        List<Double> items = new ArrayList<>();
        for (Literal item : list.items()) {
            items.add(
                    switch (item) {
                        case Expression.Number number -> number.value().doubleValue();
                        case Expression.Text text -> (double) program.literal(text.value());
                        case Expression.Word word -> (double) words.indexOf(word.value());
                    });
        }
        return program.list(new Program.ItemList(List.of(items), texts));
    }

    private int items(Expression.InParameter list) {
        Setting setting = parameters.get(list.list().name()).setting();
        boolean word = program.sortOf(list.operand()) == Sort.WORD;
        List<String> words = program.wordsOf(list.operand());
        List<List<Double>> byModel = byModel(setting, value -> switch (value) {
            case Setting.Value.Amounts numbers ->
                numbers.numbers().stream().map(BigDecimal::doubleValue).toList();
            case Setting.Value.Texts texts ->
                texts.texts().stream()
                        .map(text -> (double) (word ? words.indexOf(text) : program.literal(text)))
                        .toList();
            case Setting.Value.Amount one -> List.of(one.number().doubleValue());
        });
        if (byModel.size() > 1) {
            footprint.daily = true;
            program.readModel();
        }
        boolean texts = !word && setting.standard() instanceof Setting.Value.Texts;
        return program.list(new Program.ItemList(List.copyOf(byModel), texts));
    }

    private Node otherwise(Expression.Else node) {
        boolean money = isMoney(node);
        boolean day = program.sortOf(node) == Sort.DATE;
        Node operand = day ? day(node.operand()) : compile(node.operand());
        Node fallback = money && !isMoney(node.fallback())
                ? new Amounts.Zero()
                : day ? day(node.fallback()) : compile(node.fallback());
        return new Conditions.Else(operand, fallback);
    }

    private Node call(Expression.Call call) {
        List<Expression> given = call.arguments();
        return switch (call.function()) {
            case "days" -> new Numbers.Difference(day(given.get(1)), day(given.get(0)));
            case "hours" -> new Numbers.Hours(moment(given.get(0)), moment(given.get(1)));
            case "daysSince" -> {
                footprint.daily = true;
                Node day = day(given.getFirst());
                footprint.clocks.add(new Footprint.Clock(day, null));
                yield new Numbers.DaysSince(day);
            }
            default -> least(call);
        };
    }

    private Node least(Expression.Call call) {
        if (isMoney(call)) {
            footprint.daily = true;
            return new Amounts.Least(
                    call.arguments().stream().map(this::compile).toList());
        }
        boolean day = program.sortOf(call) == Sort.DATE;
        return new Numbers.Least(
                call.arguments().stream().map(day ? this::day : this::compile).toList());
    }

    /** A day; the UTC day of a moment. */
    private Node day(Expression node) {
        Node value = compile(node);
        return program.sortOf(node) == Sort.INSTANT ? new Fields.DayOf(value) : value;
    }

    /** A moment; the first one of a day, but the end of the as-of day. */
    private Node moment(Expression node) {
        if (isAsOf(node)) {
            footprint.daily = true;
            footprint.clocks.add(Footprint.Clock.ALWAYS);
            return new Fields.EndOfAsOf();
        }
        Node value = compile(node);
        return program.sortOf(node) == Sort.INSTANT ? value : new Fields.Beginning(value);
    }
}
