package io.tidewatch.rule.compile;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The accounts that conditions let through, as far as each of the conditions compares one property with literals. That is so
 * for nearly every rule. It answers what running a rule does not: whether any account can meet it, and whether two rules meet.
 */
final class Region {
    private static final Set<String> COMPARISONS = Set.of("<", "<=", ">", ">=", "==", "!=");

    private final Map<String, Property> fact;
    private final Map<String, Range> numbers = new TreeMap<>();
    private final Map<String, Set<Double>> otherNumbers = new TreeMap<>();
    private final Map<String, Set<String>> texts = new TreeMap<>();
    private final Map<String, Set<String>> otherTexts = new TreeMap<>();
    private final Map<String, Boolean> known = new TreeMap<>();
    private boolean exact = true;

    private Region(Map<String, Property> fact) {
        this.fact = fact;
    }

    /** The accounts that meet all of these conditions. */
    static Region of(List<Term> conditions, Map<String, Property> fact) {
        Region region = new Region(fact);
        conditions.forEach(condition -> region.exact &= region.add(condition));
        return region;
    }

    /** The accounts that are in both. */
    Region and(Region other) {
        Region both = new Region(fact);
        for (Region region : List.of(this, other)) {
            region.numbers.forEach((name, range) -> both.numbers.merge(name, range, Range::and));
            region.otherNumbers.forEach((name, not) -> both.otherNumbers
                    .computeIfAbsent(name, unused -> new HashSet<>())
                    .addAll(not));
            region.texts.forEach((name, words) -> both.narrow(name, words));
            region.otherTexts.forEach((name, not) -> both.otherTexts
                    .computeIfAbsent(name, unused -> new TreeSet<>())
                    .addAll(not));
            region.known.forEach(both::know);
            both.exact &= region.exact;
        }
        return both;
    }

    /** Whether every condition was one that can be looked at in this way. */
    boolean exact() {
        return exact;
    }

    /** The numbers that a property can have. */
    Map<String, Range> numbers() {
        return numbers;
    }

    /** Whether no account can be in it. */
    boolean isEmpty() {
        return one().isEmpty();
    }

    /** The property for which no value is left; null when there is none or it cannot be named. */
    String contradictory() {
        return numbers.entrySet().stream()
                .filter(entry -> entry.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(texts.entrySet().stream()
                        .filter(entry -> entry.getValue().isEmpty())
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse(null));
    }

    /** Property → value of one account that is in it; empty when there is none. */
    Optional<Map<String, Object>> one() {
        Map<String, Object> account = new TreeMap<>();
        for (Map.Entry<String, Range> entry : numbers.entrySet()) {
            double value = entry.getValue().one();
            Set<Double> not = otherNumbers.getOrDefault(entry.getKey(), Set.of());
            while (not.contains(value) && entry.getValue().contains(value + 1)) {
                value++;
            }
            if (entry.getValue().isEmpty() || not.contains(value)) {
                return Optional.empty();
            }
            account.put(entry.getKey(), value);
        }
        for (String name : both(texts.keySet(), otherTexts.keySet())) {
            Set<String> words = new LinkedHashSet<>(
                    texts.getOrDefault(name, new LinkedHashSet<>(fact.get(name).words())));
            boolean any = !texts.containsKey(name) && fact.get(name).words().isEmpty();
            words.removeAll(otherTexts.getOrDefault(name, Set.of()));
            if (words.isEmpty() && !any) {
                return Optional.empty();
            }
            account.put(name, any ? "another text" : words.iterator().next());
        }
        for (Map.Entry<String, Boolean> entry : known.entrySet()) {
            if (!entry.getValue() && account.containsKey(entry.getKey())) {
                return Optional.empty();
            }
            if (entry.getValue()) {
                Property property = fact.get(entry.getKey());
                account.putIfAbsent(entry.getKey(), anyValue(property));
            }
        }
        return Optional.of(account);
    }

    private static Object anyValue(Property property) {
        return switch (property.type()) {
            case NUMBER -> 0.0;
            case TEXT ->
                property.words().isEmpty() ? "a text" : property.words().getFirst();
            case FLAG -> "true";
        };
    }

    /** Whether an account is in it; only for exact ones. */
    boolean contains(Map<String, Object> account) {
        for (Map.Entry<String, Range> entry : numbers.entrySet()) {
            if (!(account.get(entry.getKey()) instanceof Double number)
                    || !entry.getValue().contains(number)
                    || otherNumbers.getOrDefault(entry.getKey(), Set.of()).contains(number)) {
                return false;
            }
        }
        for (String name : both(texts.keySet(), otherTexts.keySet())) {
            if (!(account.get(name) instanceof String text)
                    || texts.containsKey(name) && !texts.get(name).contains(text)
                    || otherTexts.getOrDefault(name, Set.of()).contains(text)) {
                return false;
            }
        }
        return known.entrySet().stream().allMatch(entry -> account.containsKey(entry.getKey()) == entry.getValue());
    }

    /** Whether an account can be in it whose property is this text. */
    boolean allows(String property, String text) {
        return texts.getOrDefault(property, Set.of(text)).contains(text)
                && !otherTexts.getOrDefault(property, Set.of()).contains(text);
    }

    private static Set<String> both(Set<String> one, Set<String> other) {
        Set<String> all = new TreeSet<>(one);
        all.addAll(other);
        return all;
    }

    /** False when the condition is not understood; it lets everyone through then. */
    private boolean add(Term condition) {
        List<Token> tokens = withoutOwnName(Token.split(condition.drl(), 0));
        return oneProperty(tokens) || chain(tokens);
    }

    /** The fact may be read through its own name: {@code $account.arr}. */
    private List<Token> withoutOwnName(List<Token> tokens) {
        List<Token> without = new ArrayList<>();
        for (int index = 0; index < tokens.size(); index++) {
            boolean path = index + 1 < tokens.size() && tokens.get(index + 1).is(".");
            if (path) {
                index++;
            } else {
                without.add(tokens.get(index));
            }
        }
        return without;
    }

    private boolean oneProperty(List<Token> tokens) {
        boolean negated = tokens.getFirst().is("!") && tokens.get(1).is("(");
        List<Token> inside = negated ? tokens.subList(2, tokens.size() - 2) : tokens.subList(0, tokens.size() - 1);
        if (inside.size() != 1 || inside.getFirst().kind() != Token.Kind.NAME) {
            return comparison(tokens.subList(0, tokens.size() - 1));
        }
        String name = inside.getFirst().text();
        for (String twin : List.of("Unknown", "Known")) {
            String of = name.endsWith(twin) ? name.substring(0, name.length() - twin.length()) : null;
            if (of != null && fact.containsKey(of)) {
                know(of, twin.equals("Known") != negated);
                return true;
            }
        }
        narrow(name, Set.of(negated ? "false" : "true"));
        return true;
    }

    private void know(String name, boolean isKnown) {
        Boolean before = known.put(name, isKnown);
        if (before != null && before != isKnown) {
            narrow(name, Set.of());
        }
    }

    private void narrow(String name, Set<String> words) {
        texts.merge(name, new TreeSet<>(words), (one, other) -> {
            Set<String> left = new TreeSet<>(one);
            left.retainAll(other);
            return left;
        });
    }

    /** {@code property sign literal}, or the other way round. */
    private boolean comparison(List<Token> tokens) {
        if (tokens.size() < 3) {
            return false;
        }
        boolean nameFirst = tokens.getFirst().kind() == Token.Kind.NAME;
        Token name = nameFirst ? tokens.getFirst() : tokens.getLast();
        Token sign = nameFirst ? tokens.get(1) : tokens.get(tokens.size() - 2);
        Object literal = literal(nameFirst ? tokens.subList(2, tokens.size()) : tokens.subList(0, tokens.size() - 2));
        if (name.kind() != Token.Kind.NAME || !COMPARISONS.contains(sign.text()) || literal == null) {
            return false;
        }
        String property = name.text();
        if (literal instanceof Double number) {
            Range range = Range.of(nameFirst ? sign.text() : turned(sign.text()), number);
            if (range == null) {
                otherNumbers
                        .computeIfAbsent(property, unused -> new HashSet<>())
                        .add(number);
                numbers.putIfAbsent(property, Range.ALL);
            } else {
                numbers.merge(property, range, Range::and);
            }
        } else if (sign.is("==")) {
            narrow(property, Set.of((String) literal));
        } else {
            otherTexts.computeIfAbsent(property, unused -> new TreeSet<>()).add((String) literal);
        }
        return true;
    }

    private static String turned(String sign) {
        return sign.startsWith("<") ? ">" + sign.substring(1) : sign.startsWith(">") ? "<" + sign.substring(1) : sign;
    }

    private static Object literal(List<Token> tokens) {
        Token last = tokens.getLast();
        boolean negative = tokens.size() == 2 && tokens.getFirst().is("-");
        if (tokens.size() != 1 && !negative) {
            return null;
        }
        return switch (last.kind()) {
            case NUMBER -> Double.parseDouble(last.text()) * (negative ? -1 : 1);
            case TEXT -> last.text();
            case NAME -> last.isName("true") || last.isName("false") ? last.text() : null;
            default -> null;
        };
    }

    /** {@code in} and {@code not in}, which are written as comparisons of one property with several texts. */
    private boolean chain(List<Token> tokens) {
        Set<String> words = new TreeSet<>();
        String sign = null;
        String name = tokens.getFirst().text();
        for (int index = 0; index + 3 < tokens.size(); index += 4) {
            Token between = tokens.get(index + 3);
            String ofChain = tokens.get(index + 1).text();
            boolean fits = tokens.get(index).isName(name)
                    && tokens.get(index + 2).kind() == Token.Kind.TEXT
                    && (sign == null || sign.equals(ofChain))
                    && (between.kind() == Token.Kind.END
                            || between.is("||") && ofChain.equals("==")
                            || between.is("&&") && ofChain.equals("!="));
            if (!fits) {
                return false;
            }
            sign = ofChain;
            words.add(tokens.get(index + 2).text());
        }
        if (sign == null || tokens.size() % 4 != 0) {
            return false;
        }
        if (sign.equals("==")) {
            narrow(name, words);
        } else {
            otherTexts.computeIfAbsent(name, unused -> new TreeSet<>()).addAll(words);
        }
        return sign.equals("==") || sign.equals("!=");
    }
}
