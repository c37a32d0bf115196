package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.Spelling;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads one condition of a pattern and writes it again: comparisons of properties, bindings and literals with
 * {@code < <= > >= == != in, not in, !, &&, ||, + - *}. Nothing that could call anything is understood, so nothing of
 * the kind can be compiled. Numbers are written as doubles, because the type of a bound has to be that of its value, and
 * {@code in} as a chain of comparisons, because Drools fails on {@code in} with whole numbers.
 */
final class ConditionReader {
    private static final Set<String> COMPARISONS = Set.of("<", "<=", ">", ">=", "==", "!=");
    private static final int DEEPEST = 20;

    private final List<Token> tokens;
    private final Map<String, Property> fact;
    private final String factType;
    private final Scope scope;
    private final Set<String> reads = new LinkedHashSet<>();
    private int at;
    private int depth;
    private Term lastLeft;

    private record Term(String drl, Property.Type type) {}

    private ConditionReader(String text, int line, String factType, Map<String, Property> fact, Scope scope) {
        this.tokens = Token.split(text, line);
        this.factType = factType;
        this.fact = fact;
        this.scope = scope;
    }

    /**
     * Reads a condition.
     *
     * @param scope bindings so far; a binding of this condition is added
     * @throws NotAllowedException when it is not understood or not allowed
     */
    static Condition read(String text, int line, String factType, Map<String, Property> fact, Scope scope) {
        ConditionReader reader = new ConditionReader(text, line, factType, fact, scope);
        return reader.condition();
    }

    private Condition condition() {
        if (peek(1).is(":") && peek(0).kind() == Token.Kind.NAME) {
            Token name = next();
            next();
            Token property = peek(0);
            if (property.kind() == Token.Kind.NAME && fact.containsKey(property.text())) {
                scope.bindProperty(name, property.text());
            } else {
                throw new NotAllowedException(
                        name.line(), "Only a property of " + factType + " can be given a name.", suggest(property));
            }
            if (peek(1).kind() == Token.Kind.END) {
                next();
                reads.add(property.text());
                // A binding alone asks for nothing but its guard.
                return new Condition("", reads);
            }
        }
        Term whole = either();
        if (peek(0).kind() != Token.Kind.END) {
            throw notUnderstood(peek(0));
        }
        if (whole.type != Property.Type.FLAG) {
            throw new NotAllowedException(tokens.getFirst().line(), "A condition must be true or false.", null);
        }
        if (reads.isEmpty()) {
            throw new NotAllowedException(
                    tokens.getFirst().line(), "A condition must read a property of " + factType + ".", null);
        }
        return new Condition(withoutOuterBrackets(whole.drl), reads);
    }

    /** Drools indexes {@code x >= 30.0} but not {@code (x >= 30.0)}. */
    private static String withoutOuterBrackets(String drl) {
        if (!drl.startsWith("(") || drl.indexOf('"') >= 0) {
            return drl;
        }
        int open = 0;
        for (int index = 0; index < drl.length() - 1; index++) {
            open += drl.charAt(index) == '(' ? 1 : drl.charAt(index) == ')' ? -1 : 0;
            if (open == 0) {
                return drl;
            }
        }
        return drl.substring(1, drl.length() - 1);
    }

    private Term either() {
        Term left = both();
        while (peek(0).is("||")) {
            next();
            left = combined(left, "||", COMPARISONS.contains(peek(0).text()) ? comparison(lastLeft) : both());
        }
        return left;
    }

    private Term both() {
        Term left = negation();
        while (peek(0).is("&&")) {
            next();
            left = combined(left, "&&", COMPARISONS.contains(peek(0).text()) ? comparison(lastLeft) : negation());
        }
        return left;
    }

    private Term combined(Term left, String sign, Term right) {
        requireType(left, Property.Type.FLAG, sign);
        requireType(right, Property.Type.FLAG, sign);
        return new Term("(" + left.drl + " " + sign + " " + right.drl + ")", Property.Type.FLAG);
    }

    private Term negation() {
        if (peek(0).is("!")) {
            next();
            enter();
            Term negated = negation();
            depth--;
            requireType(negated, Property.Type.FLAG, "!");
            return new Term("!(" + negated.drl + ")", Property.Type.FLAG);
        }
        Term left = sum();
        if (left.type != Property.Type.FLAG || COMPARISONS.contains(peek(0).text())) {
            lastLeft = left;
        }
        return peek(0).kind() == Token.Kind.END || peek(0).is(")") || peek(0).is("&&") || peek(0).is("||")
                ? left
                : comparison(left);
    }

    private Term comparison(Term left) {
        Token sign = next();
        if (left == null) {
            throw notUnderstood(sign);
        }
        if (sign.isName("in")) {
            return oneOf(left, "==", " || ");
        }
        if (sign.isName("not") && peek(0).isName("in")) {
            next();
            return oneOf(left, "!=", " && ");
        }
        if (sign.kind() != Token.Kind.SIGN || !COMPARISONS.contains(sign.text())) {
            throw notUnderstood(sign);
        }
        Term right = sum();
        if (!sign.is("==") && !sign.is("!=")) {
            requireType(left, Property.Type.NUMBER, sign.text());
        }
        requireType(right, left.type, sign.text());
        return new Term("(" + left.drl + " " + sign.text() + " " + right.drl + ")", Property.Type.FLAG);
    }

    private Term oneOf(Term left, String sign, String between) {
        expect("(");
        Set<String> parts = new LinkedHashSet<>();
        do {
            Term item = sum();
            requireType(item, left.type, "in");
            parts.add(left.drl + " " + sign + " " + item.drl);
        } while (accept(","));
        expect(")");
        return new Term("(" + String.join(between, parts) + ")", Property.Type.FLAG);
    }

    private Term sum() {
        Term left = product();
        while (peek(0).is("+") || peek(0).is("-")) {
            left = arithmetic(left, next().text(), product());
        }
        return left;
    }

    private Term product() {
        Term left = single();
        while (peek(0).is("*")) {
            left = arithmetic(left, next().text(), single());
        }
        return left;
    }

    private Term arithmetic(Term left, String sign, Term right) {
        requireType(left, Property.Type.NUMBER, sign);
        requireType(right, Property.Type.NUMBER, sign);
        return new Term("(" + left.drl + " " + sign + " " + right.drl + ")", Property.Type.NUMBER);
    }

    private Term single() {
        Token token = next();
        return switch (token.kind()) {
            case NUMBER -> new Term(new BigDecimal(token.text()).doubleValue() + "", Property.Type.NUMBER);
            case TEXT -> new Term('"' + token.text() + '"', Property.Type.TEXT);
            case NAME -> named(token);
            case SIGN -> {
                if (token.is("-") && peek(0).kind() == Token.Kind.NUMBER) {
                    yield new Term("-" + single().drl, Property.Type.NUMBER);
                }
                if (!token.is("(")) {
                    throw notUnderstood(token);
                }
                enter();
                Term inside = either();
                depth--;
                expect(")");
                yield inside;
            }
            case END -> throw new NotAllowedException(token.line(), "The condition ends too early.", null);
        };
    }

    private Term named(Token name) {
        if (name.text().equals("true") || name.text().equals("false")) {
            return new Term(name.text(), Property.Type.FLAG);
        }
        if (name.text().equals("null")) {
            throw new NotAllowedException(
                    name.line(), "A rule does not compare with null; ask for the property ending in Unknown.", null);
        }
        if (peek(0).is("(")) {
            throw new NotAllowedException(
                    name.line(), "A condition cannot call '" + name.text() + "'; it compares properties only.", null);
        }
        if (peek(0).is(".")) {
            next();
            return ofOtherFact(name, next());
        }
        String property = scope.propertyOf(name.text());
        if (property == null && scope.bound(name.text())) {
            throw new NotAllowedException(name.line(), "'" + name.text() + "' is a fact, not a value.", null);
        }
        if (property != null && property.contains(".")) {
            String[] parts = property.split("\\.");
            return ofOtherFact(
                    new Token(Token.Kind.NAME, parts[0], name.line()),
                    new Token(Token.Kind.NAME, parts[1], name.line()));
        }
        Property read = fact.get(property == null ? name.text() : property);
        if (read == null) {
            throw new NotAllowedException(
                    name.line(), factType + " has no property '" + name.text() + "'.", suggest(name));
        }
        reads.add(read.name());
        return new Term(read.name(), read.type());
    }

    private Term ofOtherFact(Token binding, Token property) {
        Map<String, Property> other = scope.factOf(binding.text());
        if (other == null) {
            throw new NotAllowedException(
                    binding.line(),
                    "'" + binding.text() + "." + property.text() + "' is not allowed: '" + binding.text()
                            + "' is not the name of a fact of this rule.",
                    null);
        }
        Property read = other.get(property.text());
        if (read == null || peek(0).is("(")) {
            throw new NotAllowedException(
                    property.line(),
                    "'" + binding.text() + "' has no property '" + property.text() + "'.",
                    Spelling.closest(property.text(), other.keySet()));
        }
        reads.add(binding.text() + "." + read.name());
        return new Term(binding.text() + "." + read.name(), read.type());
    }

    private void requireType(Term term, Property.Type type, String sign) {
        if (term.type != type) {
            throw new NotAllowedException(
                    tokens.get(Math.max(0, at - 1)).line(),
                    "'" + sign + "' needs " + type.words() + " here, but " + term.drl + " is " + term.type.words()
                            + ".",
                    null);
        }
    }

    private String suggest(Token name) {
        Set<String> words = new TreeSet<>(fact.keySet());
        words.addAll(scope.names());
        return Spelling.closest(name.text(), words);
    }

    private NotAllowedException notUnderstood(Token token) {
        return new NotAllowedException(
                token.line(),
                token.kind() == Token.Kind.END
                        ? "The condition ends too early."
                        : "'" + token.text() + "' is not allowed here.",
                null);
    }

    private void enter() {
        depth++;
        if (depth > DEEPEST) {
            throw new NotAllowedException(peek(0).line(), "The condition is nested too deeply.", null);
        }
    }

    private Token peek(int ahead) {
        return tokens.get(Math.min(at + ahead, tokens.size() - 1));
    }

    private Token next() {
        Token token = peek(0);
        at = Math.min(at + 1, tokens.size() - 1);
        return token;
    }

    private boolean accept(String sign) {
        boolean there = peek(0).is(sign);
        if (there) {
            next();
        }
        return there;
    }

    private void expect(String sign) {
        if (!accept(sign)) {
            throw new NotAllowedException(peek(0).line(), "'" + sign + "' is missing.", null);
        }
    }
}
