package io.tidewatch.rule.compile;

import io.tidewatch.metric.language.Band;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A part of a condition, written again. Brackets are written only where the meaning needs them: the compiler reads each
 * level of brackets many times over, so that fifteen alternatives in brackets of their own would take it hours. Drools
 * indexes {@code x >= 30.0}, too, but not {@code (x >= 30.0)}.
 *
 * @param drl as it is compiled, without brackets around it
 * @param type what it stands for
 * @param bond how strongly it holds together
 * @param words for a property the only texts it can hold; empty when it can hold any, and for all else
 * @param reads the properties it reads, see {@link Condition#reads}
 * @param joined the terms that it joins by &&; empty when it is something else
 * @param bands for the property of a band all bands of its metric, see {@link Bands}; empty for all else
 */
record Term(
        String drl,
        Property.Type type,
        Bond bond,
        List<String> words,
        Set<String> reads,
        List<Term> joined,
        List<Band> bands) {
    Term(String drl, Property.Type type, Bond bond, Set<String> reads) {
        this(drl, type, bond, List.of(), reads, List.of(), List.of());
    }

    /** A literal. */
    Term(String drl, Property.Type type) {
        this(drl, type, Bond.SINGLE, Set.of());
    }

    /** How strongly a term holds together, from the weakest on: it decides where brackets are needed. */
    enum Bond {
        OR,
        AND,
        COMPARISON,
        SUM,
        PRODUCT,
        SINGLE
    }

    /** The term inside of one that holds together so strongly. */
    String in(Bond outer) {
        return bond.compareTo(outer) < 0 ? "(" + drl + ")" : drl;
    }

    /** The same as what joins these two by &&. */
    Term joining(Term left, Term right) {
        List<Term> parts = new ArrayList<>(left.parts());
        parts.addAll(right.parts());
        return new Term(drl, type, bond, words, reads, parts, bands);
    }

    /** The terms that it joins by &&, or itself. */
    List<Term> parts() {
        return joined.isEmpty() ? List.of(this) : joined;
    }

    /** The text it stands for, or null when it is not a literal text. */
    String literal() {
        return type == Property.Type.TEXT && drl.startsWith("\"") ? drl.substring(1, drl.length() - 1) : null;
    }

    /** Whether it is the property of a band. */
    boolean isBand() {
        return !bands.isEmpty();
    }

    /** Whether it is a property or a literal. */
    boolean single() {
        return bond == Bond.SINGLE && !drl.startsWith("!");
    }
}
