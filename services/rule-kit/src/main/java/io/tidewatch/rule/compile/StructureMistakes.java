package io.tidewatch.rule.compile;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Mistakes in the structure of a rule, around its conditions: what people write who know other languages. */
final class StructureMistakes {
    /** The part of a rule → the word that ends it. */
    private static final Map<String, String> NEXT = Map.of("", "rule", "rule", "when", "when", "then", "then", "end");

    private final List<LooseWords.Word> words;

    StructureMistakes(List<LooseWords.Word> words) {
        this.words = words;
    }

    /**
     * The mistake at one word; null when nothing looks familiar.
     *
     * @param part the part of the rule; null outside of rules
     * @param inBrackets whether it is within the brackets of a pattern
     */
    NotAllowedException at(int index, String part, boolean inBrackets) {
        LooseWords.Word word = words.get(index);
        LooseWords.Word next = index + 1 < words.size() ? words.get(index + 1) : null;
        boolean beginsLine = index == 0 || words.get(index - 1).line() != word.line();
        if (word.is("#") && beginsLine && !inBrackets) {
            return mistake(word, "A note begins with '//', not with '#'.", "//");
        }
        if (keyword(index, part) != null) {
            String small = word.text().toLowerCase(Locale.ROOT);
            return mistake(word, "'" + word.text() + "' is written in small letters.", small);
        }
        if (word.is("then") && "then".equals(part)) {
            return mistake(word, "A rule has one 'then'. Write a second rule for what is behind this one.", null);
        }
        if (part == null && index > 0 && word.kind() == LooseWords.Kind.NAME && isBehindEnd(index)) {
            return mistake(word, "'end' stands alone; '" + word.text() + "' behind it is too much.", "end");
        }
        if (next == null || next.line() != word.line()) {
            return null;
        }
        if ("rule".equals(part) && word.is("@") && !isBracketAt(index + 2)) {
            return mistake(word, "The value of @" + next.text() + " must be between brackets.", annotation(index));
        }
        if ("rule".equals(part)
                && words.get(index - 1).is("rule")
                && word.kind() == LooseWords.Kind.NAME
                && next.kind() == LooseWords.Kind.NAME) {
            return mistake(word, "The name of a rule must be between quotation marks.", '"' + restOfLine(index) + '"');
        }
        if ("when".equals(part) && !inBrackets && (next.is("[") || next.is("{"))) {
            return mistake(word, "Conditions stand between round brackets.", word.text() + "( … )");
        }
        return null;
    }

    /** The keyword that is meant by a word that is not written in small letters; null when it is none, or none here. */
    String keyword(int index, String part) {
        String text = words.get(index).text();
        String expected = NEXT.get(part == null ? "" : part);
        boolean meant = words.get(index).kind() == LooseWords.Kind.NAME
                && text.equalsIgnoreCase(expected)
                && !text.equals(expected);
        return meant ? expected : null;
    }

    private boolean isBehindEnd(int index) {
        LooseWords.Word before = words.get(index - 1);
        return before.is("end") && before.line() == words.get(index).line();
    }

    private boolean isBracketAt(int index) {
        return index < words.size() && words.get(index).is("(");
    }

    private String annotation(int index) {
        String name = "@" + words.get(index + 1).text();
        int value = index + 2;
        while (value < words.size()
                && (words.get(value).is(":") || words.get(value).is("="))) {
            value++;
        }
        boolean hasValue = value < words.size()
                && words.get(value).line() == words.get(index).line();
        return name + "(\"" + (hasValue ? restOfLine(value) : "…") + "\")";
    }

    private String restOfLine(int index) {
        StringBuilder rest = new StringBuilder();
        for (int at = index;
                at < words.size() && words.get(at).line() == words.get(index).line();
                at++) {
            rest.append(at > index && words.get(at).spaceBefore() ? " " : "")
                    .append(words.get(at).text());
        }
        return rest.toString();
    }

    private static NotAllowedException mistake(LooseWords.Word word, String sentence, String suggestion) {
        return new NotAllowedException(word.line(), sentence, suggestion);
    }
}
