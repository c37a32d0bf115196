package io.tidewatch.metric.language;

import io.tidewatch.metric.language.Expression.Arithmetic;
import io.tidewatch.metric.language.Expression.Arithmetic.Operator;
import io.tidewatch.metric.language.Expression.Comparison;
import io.tidewatch.metric.language.Expression.Comparison.Relation;
import io.tidewatch.metric.language.Expression.Literal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Reads an expression by recursive descent, in time linear in its length:
 *
 * <pre>
 * expression = or [ when or ] [ else expression ]
 * or         = and { or and }
 * and        = not { and not }
 * not        = not not | relation
 * relation   = sum [ ( &lt; | &lt;= | &gt; | &gt;= | == | != ) sum | [ not ] in list | is [ not ] missing | has WORD ]
 * list       = $parameter | ( literal { , literal } )            literal = number | "text" | WORD
 * sum        = product { ( + | - ) product }
 * product    = sign { ( * | / ) sign }
 * sign       = - sign | atom
 * atom       = number | "text" | WORD | $parameter | name | name ( [ expression { , expression } ] ) | ( expression )
 * </pre>
 */
final class Parser {
    /** Words that cannot be names. */
    static final Set<String> KEYWORDS =
            Set.of("and", "or", "not", "in", "is", "missing", "unknown", "has", "when", "else");

    /** How deep brackets, {@code not}, {@code else} and signs may be nested. */
    static final int DEEPEST = 40;

    private final List<Token> tokens;
    private int next;
    private int depth;

    private Parser(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** The tree of an expression. */
    static Expression parse(String text) throws ExpressionException {
        Parser parser = new Parser(Lexer.read(text));
        Expression tree = parser.expression();
        if (parser.peek().kind() != Token.Kind.END) {
            throw parser.behindTheEnd();
        }
        return tree;
    }

    private Expression expression() throws ExpressionException {
        enter();
        Expression tree = or();
        if (peek().is("when")) {
            int at = take().at();
            tree = new Expression.When(tree, or(), at);
        }
        if (peek().is("else")) {
            int at = take().at();
            tree = new Expression.Else(tree, expression(), at);
        }
        depth--;
        return tree;
    }

    private Expression or() throws ExpressionException {
        Expression left = and();
        while (peek().is("or")) {
            int at = take().at();
            left = new Expression.Or(left, and(), at);
        }
        return left;
    }

    private Expression and() throws ExpressionException {
        Expression left = not();
        while (peek().is("and")) {
            int at = take().at();
            left = new Expression.And(left, not(), at);
        }
        return left;
    }

    private Expression not() throws ExpressionException {
        if (!peek().is("not")) {
            return relation();
        }
        enter();
        int at = take().at();
        Expression tree = new Expression.Not(not(), at);
        depth--;
        return tree;
    }

    private Expression relation() throws ExpressionException {
        Expression left = sum();
        Token sign = peek();
        if (sign.is("is")) {
            take();
            boolean negated = takeIf("not");
            if (takeIf("unknown")) {
                return new Expression.Unknown(left, negated, sign.at());
            }
            if (!takeIf("missing")) {
                throw refused("Behind 'is' can stand only missing, unknown, not missing or not unknown.", null);
            }
            return new Expression.Missing(left, negated, sign.at());
        }
        if (sign.is("has")) {
            take();
            if (peek().kind() != Token.Kind.WORD) {
                throw refused("A word in capitals is missing " + before(peek()) + ".", null);
            }
            Token word = take();
            return new Expression.Has(left, new Expression.Word(word.text(), word.at()), sign.at());
        }
        if (sign.is("in") || sign.is("not") && tokens.get(next + 1).is("in")) {
            boolean negated = takeIf("not");
            take();
            return list(left, negated, sign.at());
        }
        Relation relation = one(Relation.values(), found -> sign.is(found.sign()));
        if (relation == null) {
            return left;
        }
        take();
        return new Comparison(relation, left, sum(), sign.at());
    }

    private Expression list(Expression operand, boolean negated, int at) throws ExpressionException {
        if (peek().kind() == Token.Kind.PARAMETER) {
            Token list = take();
            return new Expression.InParameter(operand, new Expression.Parameter(list.text(), list.at()), negated, at);
        }
        Token open = peek();
        if (!takeIf("(")) {
            throw refused("A list stands between round brackets, such as (A, B), or is a parameter.", null);
        }
        List<Literal> items = new ArrayList<>();
        do {
            if (!(atom() instanceof Literal literal)) {
                throw new ExpressionException(
                        MistakeKind.UNEXPECTED,
                        tokens.get(next - 1).at(),
                        "A list holds numbers, texts in double quotes and words in capitals only.",
                        null);
            }
            items.add(literal);
        } while (takeIf(","));
        close(open);
        return new Expression.InList(operand, items, negated, at);
    }

    private Expression sum() throws ExpressionException {
        Expression left = product();
        while (peek().is("+") || peek().is("-")) {
            Token sign = take();
            left = new Arithmetic(sign.is("+") ? Operator.PLUS : Operator.MINUS, left, product(), sign.at());
        }
        return left;
    }

    private Expression product() throws ExpressionException {
        Expression left = sign();
        while (peek().is("*") || peek().is("/")) {
            Token sign = take();
            left = new Arithmetic(sign.is("*") ? Operator.TIMES : Operator.DIVIDED_BY, left, sign(), sign.at());
        }
        return left;
    }

    private Expression sign() throws ExpressionException {
        if (!peek().is("-")) {
            return atom();
        }
        enter();
        int at = take().at();
        Expression tree = new Expression.Minus(sign(), at);
        depth--;
        return tree;
    }

    private Expression atom() throws ExpressionException {
        Token token = peek();
        boolean bracket = token.is("(");
        if (token.kind() == Token.Kind.END || token.kind() == Token.Kind.SIGN && !bracket || isKeyword(token)) {
            throw refused("A name or a number is missing " + before(token) + ".", null);
        }
        take();
        if (bracket) {
            Expression tree = expression();
            close(token);
            return tree;
        }
        return switch (token.kind()) {
            case NUMBER -> new Expression.Number(new BigDecimal(token.text()), token.at());
            case TEXT -> new Expression.Text(token.text(), token.at());
            case WORD -> new Expression.Word(token.text(), token.at());
            case PARAMETER -> new Expression.Parameter(token.text(), token.at());
            default ->
                peek().is("(")
                        ? new Expression.Call(token.text(), arguments(), token.at())
                        : new Expression.Name(List.of(token.text().split("\\.")), token.at());
        };
    }

    private List<Expression> arguments() throws ExpressionException {
        Token open = take();
        List<Expression> arguments = new ArrayList<>();
        if (!peek().is(")")) {
            do {
                arguments.add(expression());
            } while (takeIf(","));
        }
        close(open);
        return arguments;
    }

    private void close(Token open) throws ExpressionException {
        if (peek().kind() == Token.Kind.END) {
            throw new ExpressionException(
                    MistakeKind.UNBALANCED,
                    open.at(),
                    "The bracket that opens here is not closed. In a mapping in braces, put an expression with a comma in"
                            + " single quotes.",
                    null);
        }
        if (!takeIf(")")) {
            throw refused("An operator, a comma or the closing bracket is missing " + before(peek()) + ".", null);
        }
    }

    private void enter() throws ExpressionException {
        if (++depth > DEEPEST) {
            throw new ExpressionException(
                    MistakeKind.TOO_DEEP,
                    peek().at(),
                    "The expression is nested more than " + DEEPEST
                            + " levels deep. Give parts of it names as measures.",
                    null);
        }
    }

    private Token peek() {
        return tokens.get(next);
    }

    private Token take() {
        return tokens.get(next++);
    }

    private boolean takeIf(String wanted) {
        boolean found = peek().is(wanted);
        next += found ? 1 : 0;
        return found;
    }

    /** What is wrong with the first token behind an expression that is complete. */
    private ExpressionException behindTheEnd() {
        Token found = peek();
        Token last = tokens.get(next - 1);
        Token after = tokens.get(Math.min(next + 1, tokens.size() - 1));
        if (found.is(")")) {
            return new ExpressionException(
                    MistakeKind.UNBALANCED, found.at(), "This closing bracket has no opening bracket.", null);
        }
        if (found.is(",") && last.kind() == Token.Kind.NUMBER && after.kind() == Token.Kind.NUMBER) {
            boolean thousands = after.text().length() == 3;
            return refused(
                    "A number has a decimal point, and no separator of thousands.",
                    last.text() + (thousands ? "" : ".") + after.text());
        }
        if (one(Relation.values(), relation -> found.is(relation.sign())) != null) {
            return refused(
                    "A value is compared with one other at a time; write two comparisons with 'and' between them.",
                    null);
        }
        if (found.kind() == Token.Kind.SIGN && !found.is("(") || isKeyword(found)) {
            return refused("'" + found.text() + "' is too much here.", null);
        }
        if (last.kind() == Token.Kind.WORD && found.is("(")) {
            // Spreadsheets write their functions so.
            return new ExpressionException(
                    MistakeKind.UNREADABLE,
                    last.at(),
                    "There is no function '" + last.text() + "'. A formula has + - * / and the functions "
                            + String.join(", ", Function.names()) + "; what is counted or summed is a measure.",
                    null);
        }
        if (last.text().equals("if")) {
            return new ExpressionException(
                    MistakeKind.UNREADABLE,
                    last.at(),
                    "A formula does not have the word 'if'; write the value first.",
                    "value when condition else other");
        }
        boolean unit = last.kind() == Token.Kind.NUMBER && found.kind() == Token.Kind.NAME;
        return refused(
                "An operator such as / or 'and' is missing " + before(found) + (unit ? "; a number has no unit." : "."),
                null);
    }

    private static boolean isKeyword(Token token) {
        return token.kind() == Token.Kind.NAME && KEYWORDS.contains(token.text());
    }

    private static String before(Token token) {
        return token.kind() == Token.Kind.END ? "at the end" : "before '" + token.text() + "'";
    }

    private ExpressionException refused(String sentence, String suggestion) {
        return new ExpressionException(MistakeKind.UNEXPECTED, peek().at(), sentence, suggestion);
    }

    private static <T> T one(T[] values, Predicate<T> wanted) {
        return Stream.of(values).filter(wanted).findFirst().orElse(null);
    }
}
