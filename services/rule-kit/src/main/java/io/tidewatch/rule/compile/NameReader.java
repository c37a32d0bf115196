package io.tidewatch.rule.compile;

import io.tidewatch.spelling.Spelling;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads the names in one condition: those that it gives to properties, and those of properties that it reads. */
final class NameReader {
    private final TokenCursor tokens;
    private final String factType;
    private final Map<String, Property> fact;
    private final Scope scope;
    private final Set<String> reads = new LinkedHashSet<>();

    NameReader(TokenCursor tokens, String factType, Map<String, Property> fact, Scope scope) {
        this.tokens = tokens;
        this.factType = factType;
        this.fact = fact;
        this.scope = scope;
    }

    /** The properties that were read, see {@link Condition#reads()}. */
    Set<String> reads() {
        return reads;
    }

    /**
     * Gives a property a name, {@code $name : property}; of that, passes the name and the colon.
     *
     * @return whether that is the whole condition; the property is read then
     */
    boolean bind() {
        Token name = tokens.next();
        tokens.next();
        Token property = tokens.peek(0);
        if (property.kind() == Token.Kind.NAME && fact.containsKey(property.text())) {
            scope.bindProperty(name, property.text());
        } else {
            throw new NotAllowedException(
                    name.line(), "Only a property of " + factType + " can be given a name.", suggest(property));
        }
        boolean whole = tokens.peek(1).kind() == Token.Kind.END;
        if (whole) {
            tokens.next();
            reads.add(fact.get(property.text()).read());
        }
        return whole;
    }

    /**
     * What a name stands for that was just passed, or a path that begins with it.
     *
     * @throws NotAllowedException when it is none that may be read
     */
    Term read(Token name) {
        if (name.text().equals("true") || name.text().equals("false")) {
            return new Term(name.text(), Property.Type.FLAG);
        }
        if (name.text().equals("null")) {
            throw new NotAllowedException(
                    name.line(), "A rule cannot compare with null; use the property that ends in Unknown.", null);
        }
        if (name.text().equalsIgnoreCase("unknown") && !fact.containsKey(name.text())) {
            throw new NotAllowedException(
                    name.line(),
                    "'" + name.text() + "' is not a value. To ask whether a value is unknown, write its property with"
                            + " Unknown at the end, such as arrUnknown.",
                    null);
        }
        if (tokens.peek(0).is("(")) {
            throw new NotAllowedException(
                    name.line(),
                    "A condition cannot call '" + name.text() + "'; it can only compare properties.",
                    null);
        }
        if (tokens.peek(0).is(".")) {
            if (scope.factOf(name.text()) == null && isValue(name)) {
                throw new NotAllowedException(
                        name.line(),
                        "'" + name.text() + "." + tokens.peek(1).text() + "' is not allowed: '" + name.text()
                                + "' is a value, and nothing can be read of it or called on it. Compare it itself.",
                        name.text());
            }
            tokens.next();
            return ofOtherFact(name, tokens.next());
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
            throw noProperty(name);
        }
        reads.add(read.read());
        return property("", read);
    }

    private Term ofOtherFact(Token binding, Token property) {
        Map<String, Property> other = scope.factOf(binding.text());
        if (other == null) {
            throw new NotAllowedException(
                    binding.line(),
                    "'" + binding.text() + "." + property.text() + "' is not allowed: '" + binding.text()
                            + "' is not the name of a fact in this rule.",
                    fact.containsKey(property.text()) ? property.text() : null);
        }
        Property read = other.get(property.text());
        String unreadable = scope.unreadable().reason(property.text());
        if (read == null && unreadable != null) {
            throw new NotAllowedException(property.line(), unreadable, null);
        }
        if (read == null || tokens.peek(0).is("(")) {
            throw new NotAllowedException(
                    property.line(),
                    "'" + binding.text() + "' has no property '" + property.text() + "'.",
                    Spelling.closest(property.text(), other.keySet()));
        }
        reads.add(binding.text() + "." + read.read());
        return property(binding.text() + ".", read);
    }

    private static Term property(String path, Property read) {
        return new Term(
                path + read.name(),
                read.type(),
                Term.Bond.SINGLE,
                read.words(),
                Set.of(path + read.read()),
                List.of(),
                read.bands());
    }

    private boolean isValue(Token name) {
        return fact.containsKey(name.text()) || scope.propertyOf(name.text()) != null;
    }

    private NotAllowedException noProperty(Token name) {
        boolean hasMetrics = factType.equals(Vocabulary.ACCOUNT) || factType.equals(Vocabulary.PORTFOLIO);
        String unreadable = hasMetrics ? scope.unreadable().reason(name.text()) : null;
        if (unreadable != null) {
            return new NotAllowedException(name.line(), unreadable, null);
        }
        String suggestion = suggest(name);
        boolean undeclared = factType.equals(Vocabulary.RUN) && suggestion == null;
        return new NotAllowedException(
                name.line(),
                factType + " has no property '" + name.text() + "'"
                        + (undeclared ? ", and no playbook declares a judgement of that name." : "."),
                suggestion);
    }

    private String suggest(Token name) {
        for (Property property : fact.values()) {
            if (property.words().contains(name.text())) {
                return property.name() + " == '" + name.text() + "'";
            }
        }
        Set<String> words = new TreeSet<>(fact.keySet());
        words.addAll(scope.names());
        return Spelling.closest(name.text(), words);
    }
}
