package io.tidewatch.rule.compile;

import io.tidewatch.spelling.Spelling;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads one condition of a pattern and writes it again: comparisons of properties, bindings and literals with
 * {@code < <= > >= == != in, not in, !, &&, ||, + - *}. Nothing that could call anything is understood, so nothing of
 * the kind can be compiled. What is written has as few brackets as can be. Numbers are written as doubles, because the type
 * of a bound has to be that of its value, and {@code in} as a chain of comparisons, because Drools fails on {@code in} with
 * whole numbers.
 */
final class ConditionReader {
    private static final Set<String> COMPARISONS = Set.of("<", "<=", ">", ">=", "==", "!=");
    /** The compiler reads each level of brackets many times over; what can be written flat is written flat. */
    private static final int DEEPEST = 6;

    private final TokenCursor tokens;
    private final String factType;
    private final NameReader names;
    private int depth;
    private Term lastLeft;

    private ConditionReader(List<Token> tokens, String factType, Map<String, Property> fact, Scope scope) {
        this.tokens = new TokenCursor(tokens);
        this.factType = factType;
        this.names = new NameReader(this.tokens, factType, fact, scope);
    }

    /**
     * Reads a condition.
     *
     * @param scope bindings so far; a binding of this condition is added
     * @throws NotAllowedException when it is not understood or not allowed
     */
    static Condition read(String text, int line, String factType, Map<String, Property> fact, Scope scope) {
        return new ConditionReader(Token.split(text, line), factType, fact, scope).condition();
    }

    /** Reads conditions that commas join, as in a pattern; see {@link #read}. */
    static List<Condition> readAll(String text, int line, String factType, Map<String, Property> fact, Scope scope) {
        List<Condition> conditions = new ArrayList<>();
        List<Token> one = new ArrayList<>();
        int brackets = 0;
        for (Token token : Token.split(text, line)) {
            brackets += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            boolean ends = token.kind() == Token.Kind.END || brackets == 0 && token.is(",");
            one.add(ends ? new Token(Token.Kind.END, "", token.line()) : token);
            if (ends) {
                conditions.add(new ConditionReader(one, factType, fact, scope).condition());
                one = new ArrayList<>();
            }
        }
        return conditions;
    }

    private Condition condition() {
        if (tokens.peek(1).is(":") && tokens.peek(0).kind() == Token.Kind.NAME && names.bind()) {
            // A binding alone asks for nothing but its guard.
            return new Condition("", names.reads(), List.of());
        }
        Term whole = either();
        if (tokens.peek(0).kind() != Token.Kind.END) {
            throw notUnderstood(tokens.peek(0));
        }
        if (whole.type() != Property.Type.FLAG) {
            throw new NotAllowedException(
                    tokens.firstLine(),
                    whole.type() == Property.Type.TEXT
                            ? whole.drl()
                                    + " alone is not a condition. Where a value may be one of several, write in ( … )."
                            : whole.drl() + " alone is not a condition; compare it with a value.",
                    null);
        }
        if (names.reads().isEmpty()) {
            throw new NotAllowedException(
                    tokens.firstLine(), "A condition must read a property of " + factType + ".", null);
        }
        return new Condition(whole.drl(), names.reads(), whole.parts());
    }

    private Term either() {
        Term left = both();
        while (tokens.peek(0).is("||")) {
            tokens.next();
            left = combined(left, "||", COMPARISONS.contains(tokens.peek(0).text()) ? comparison(lastLeft) : both());
        }
        return left;
    }

    private Term both() {
        Term left = negation();
        while (tokens.peek(0).is("&&")) {
            tokens.next();
            left = combined(
                    left, "&&", COMPARISONS.contains(tokens.peek(0).text()) ? comparison(lastLeft) : negation());
        }
        return left;
    }

    private Term combined(Term left, String sign, Term right) {
        requireCondition(left, sign);
        requireCondition(right, sign);
        Term.Bond bond = sign.equals("||") ? Term.Bond.OR : Term.Bond.AND;
        String drl = left.in(bond) + " " + sign + " " + right.in(bond);
        Term both = term(drl, Property.Type.FLAG, bond, left, right);
        return bond == Term.Bond.OR ? both : both.joining(left, right);
    }

    private void requireCondition(Term term, String sign) {
        if (term.type() == Property.Type.TEXT && term.literal() != null) {
            throw new NotAllowedException(
                    tokens.lastLine(),
                    "'" + sign + "' joins conditions, and " + term.drl()
                            + " alone is none. Where a value may be one of several, write in ( … ).",
                    null);
        }
        requireType(term, Property.Type.FLAG, sign);
    }

    private Term term(String drl, Property.Type type, Term.Bond bond, Term left, Term right) {
        requireShort(drl.length());
        Set<String> reads = new LinkedHashSet<>(left.reads());
        reads.addAll(right.reads());
        return new Term(drl, type, bond, reads);
    }

    private Term negation() {
        if (tokens.peek(0).is("!")) {
            tokens.next();
            enter();
            Term negated = negation();
            depth--;
            requireType(negated, Property.Type.FLAG, "!");
            return new Term("!(" + negated.drl() + ")", Property.Type.FLAG, Term.Bond.SINGLE, negated.reads());
        }
        Term left = sum();
        if (left.type() != Property.Type.FLAG
                || COMPARISONS.contains(tokens.peek(0).text())) {
            lastLeft = left;
        }
        return tokens.peek(0).kind() == Token.Kind.END
                        || tokens.peek(0).is(")")
                        || tokens.peek(0).is("&&")
                        || tokens.peek(0).is("||")
                ? left
                : comparison(left);
    }

    private Term comparison(Term left) {
        Token sign = tokens.next();
        if (left == null) {
            throw notUnderstood(sign);
        }
        if (sign.isName("in")) {
            return oneOf(left, "==", " || ");
        }
        if (sign.isName("not") && tokens.peek(0).isName("in")) {
            tokens.next();
            return oneOf(left, "!=", " && ");
        }
        if (sign.kind() == Token.Kind.NAME) {
            throw new NotAllowedException(
                    sign.line(),
                    "'" + sign.text() + "' is not allowed here; a condition compares values with <, <=, >, >=, ==, !=,"
                            + " in or not in.",
                    null);
        }
        if (sign.kind() != Token.Kind.SIGN || !COMPARISONS.contains(sign.text())) {
            throw notUnderstood(sign);
        }
        Term right = sum();
        if (!sign.is("==") && !sign.is("!=")) {
            requireType(left, Property.Type.NUMBER, sign.text());
        }
        requireType(right, left.type(), sign.text());
        requireWord(left, right);
        requireWord(right, left);
        if (left.isBand() || right.isBand()) {
            Term band = left.isBand() ? left : right;
            return inBands(band, List.of(left.isBand() ? right : left), sign.is("=="));
        }
        if (left.type() == Property.Type.FLAG && !(left.single() && right.single())) {
            throw new NotAllowedException(
                    sign.line(), "The result of a comparison cannot be compared; to negate it, write !( … ).", null);
        }
        return term(
                left.in(Term.Bond.SUM) + " " + sign.text() + " " + right.in(Term.Bond.SUM),
                Property.Type.FLAG,
                Term.Bond.COMPARISON,
                left,
                right);
    }

    private Term oneOf(Term left, String sign, String between) {
        tokens.expect("(");
        List<Term> items = new ArrayList<>();
        Set<String> parts = new LinkedHashSet<>();
        Set<String> reads = new LinkedHashSet<>(left.reads());
        int length = 0;
        do {
            Term item = sum();
            requireType(item, left.type(), "in");
            requireWord(left, item);
            requireWord(item, left);
            String part = left.in(Term.Bond.SUM) + " " + sign + " " + item.in(Term.Bond.SUM);
            length += part.length() + between.length();
            requireShort(length);
            parts.add(part);
            reads.addAll(item.reads());
            items.add(item);
        } while (tokens.accept(","));
        tokens.expect(")");
        for (Term item : items) {
            if (item.isBand()) {
                return inBands(item, List.of(left), sign.equals("=="));
            }
        }
        if (left.isBand()) {
            return inBands(left, items, sign.equals("=="));
        }
        Term.Bond bond =
                parts.size() == 1 ? Term.Bond.COMPARISON : between.equals(" || ") ? Term.Bond.OR : Term.Bond.AND;
        return new Term(String.join(between, parts), Property.Type.FLAG, bond, reads);
    }

    /** That a value lies in one of these bands, or in none of them. */
    private Term inBands(Term band, List<Term> items, boolean inOne) {
        Set<String> names = new LinkedHashSet<>();
        for (Term item : items) {
            if (item.literal() == null) {
                throw new NotAllowedException(
                        tokens.lastLine(),
                        band.drl() + " is compared with the name of a band between quotation marks, not with "
                                + item.drl() + ".",
                        null);
            }
            names.add(item.literal());
        }
        if (names.size() == band.bands().size()) {
            throw new NotAllowedException(
                    tokens.lastLine(),
                    "These are all bands of " + Bands.value(band.drl()) + ". To ask whether it is known, write "
                            + Bands.value(band.drl()) + "Known.",
                    null);
        }
        if (!inOne) {
            List<String> others = new ArrayList<>(band.words());
            others.removeAll(names);
            names.clear();
            names.addAll(others);
        }
        Term condition = Bands.among(band, names);
        requireShort(condition.drl().length());
        return condition;
    }

    private Term sum() {
        Term left = product();
        while (tokens.peek(0).is("+") || tokens.peek(0).is("-")) {
            left = arithmetic(left, tokens.next().text(), product());
        }
        return left;
    }

    private Term product() {
        Term left = single();
        while (tokens.peek(0).is("*")) {
            left = arithmetic(left, tokens.next().text(), single());
        }
        return left;
    }

    /** As a number of Java with decimals and without an exponent, which the words of rules do not have. */
    static String number(String written) {
        BigDecimal number = new BigDecimal(written).stripTrailingZeros();
        return number.setScale(Math.max(number.scale(), 1)).toPlainString();
    }

    private Term arithmetic(Term left, String sign, Term right) {
        requireType(left, Property.Type.NUMBER, sign);
        requireType(right, Property.Type.NUMBER, sign);
        Term.Bond bond = sign.equals("*") ? Term.Bond.PRODUCT : Term.Bond.SUM;
        // From left to right: a - (b - c) keeps its brackets.
        Term.Bond ofRight = sign.equals("*") ? Term.Bond.SINGLE : Term.Bond.PRODUCT;
        return term(left.in(bond) + " " + sign + " " + right.in(ofRight), Property.Type.NUMBER, bond, left, right);
    }

    private Term single() {
        Token token = tokens.next();
        return switch (token.kind()) {
            case NUMBER -> new Term(number(token.text()), Property.Type.NUMBER);
            case TEXT -> new Term('"' + token.text() + '"', Property.Type.TEXT);
            case NAME -> names.read(token);
            case SIGN -> {
                if (token.is("-") && tokens.peek(0).kind() == Token.Kind.NUMBER) {
                    yield new Term("-" + single().drl(), Property.Type.NUMBER);
                }
                if (!token.is("(")) {
                    throw notUnderstood(token);
                }
                enter();
                Term inside = either();
                depth--;
                tokens.expect(")");
                yield inside;
            }
            case END -> throw new NotAllowedException(token.line(), "The condition is incomplete.", null);
        };
    }

    private void requireType(Term term, Property.Type type, String sign) {
        if (term.type() != type) {
            throw new NotAllowedException(
                    tokens.lastLine(),
                    "'" + sign + "' needs " + type.words() + " here, but " + term.drl() + " is "
                            + term.type().words() + ".",
                    type == Property.Type.NUMBER
                                    && term.literal() != null
                                    && term.literal().matches("-?[0-9.]+")
                            ? term.literal()
                            : null);
        }
    }

    /** A property with a closed list of words is never equal to another one: such a rule would stay silent for ever. */
    private void requireWord(Term property, Term other) {
        String literal = other.literal();
        if (literal != null && !property.words().isEmpty() && !property.words().contains(literal)) {
            throw new NotAllowedException(
                    tokens.lastLine(),
                    property.drl() + " cannot be '" + literal + "'; it must be one of "
                            + String.join(", ", property.words()) + ".",
                    Spelling.closest(literal.replace(' ', '_').replace('-', '_'), property.words()));
        }
    }

    private void requireShort(int length) {
        if (length > ConditionLimits.LONGEST) {
            throw new NotAllowedException(
                    tokens.lastLine(),
                    "The condition is too long: written out it has more than " + ConditionLimits.LONGEST
                            + " characters.",
                    null);
        }
    }

    private NotAllowedException notUnderstood(Token token) {
        return new NotAllowedException(
                token.line(),
                token.kind() == Token.Kind.END
                        ? "The condition is incomplete."
                        : "'" + token.text() + "' is not allowed here.",
                null);
    }

    private void enter() {
        depth++;
        if (depth > DEEPEST) {
            throw new NotAllowedException(
                    tokens.peek(0).line(),
                    "The condition is nested too deeply; it can have " + DEEPEST + " levels of brackets.",
                    null);
        }
    }
}
