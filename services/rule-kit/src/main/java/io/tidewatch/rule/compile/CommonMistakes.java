package io.tidewatch.rule.compile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Explains a file of rules that could not be read: looks for what people write who know other languages, or whose editor or
 * spreadsheet changed what they wrote. It is asked only when something is wrong, so it need not be certain.
 */
final class CommonMistakes {
    private static final Map<String, String> SIGNS = Map.ofEntries(
            Map.entry("=", "=="),
            Map.entry("=<", "<="),
            Map.entry("=>", ">="),
            Map.entry("<>", "!="),
            Map.entry("===", "=="),
            Map.entry("&", "&&"),
            Map.entry("|", "||"),
            Map.entry("\u2265", ">="),
            Map.entry("\u2264", "<="),
            Map.entry("\u2260", "!="),
            Map.entry("\u2212", "-"),
            Map.entry("\u2013", "-"));
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("and", "&&"),
            Map.entry("or", "||"),
            Map.entry("not", "!( … )"),
            Map.entry("is", "=="),
            Map.entry("equals", "=="),
            Map.entry("greater", ">"),
            Map.entry("more", ">"),
            Map.entry("above", ">"),
            Map.entry("less", "<"),
            Map.entry("fewer", "<"),
            Map.entry("below", "<"));

    private final List<LooseWords.Word> words;
    private final StructureMistakes structure;
    private final MetricMentions mentions;
    private final Map<String, Property> fact;
    private final List<NotAllowedException> found = new ArrayList<>();

    private CommonMistakes(String text, Map<String, Property> fact) {
        this.words = LooseWords.of(text, 1);
        this.structure = new StructureMistakes(words);
        this.mentions = new MetricMentions(words, fact);
        this.fact = fact;
    }

    /** The mistakes in the text of a file, by line; empty when nothing looks familiar. */
    static List<NotAllowedException> in(String text, Map<String, Property> fact) {
        CommonMistakes mistakes = new CommonMistakes(text, fact);
        mistakes.openNote(text);
        mistakes.file();
        mistakes.found.sort(Comparator.comparingInt(NotAllowedException::line));
        return mistakes.found;
    }

    /** The first mistake in what the column of a table says; null when nothing looks familiar. */
    static NotAllowedException inColumn(String condition, Map<String, Property> fact) {
        CommonMistakes mistakes = new CommonMistakes(condition, fact);
        for (int index = 0; index < mistakes.words.size(); index++) {
            mistakes.condition(index, false);
        }
        return mistakes.found.isEmpty() ? null : mistakes.found.getFirst();
    }

    /** A note over several lines without an end hides all that follows. */
    private void openNote(String text) {
        int begin = text.lastIndexOf("/*");
        if (begin >= 0 && text.indexOf("*/", begin) < 0) {
            int line = 1
                    + (int) text.substring(0, begin).lines().count()
                    - (begin > 0 && text.charAt(begin - 1) != '\n' ? 1 : 0);
            found.add(new NotAllowedException(
                    line,
                    "The note that begins with '/*' in this line does not end. A note of one line begins with '//'.",
                    "//"));
        }
    }

    /** Goes through the rules of a file: {@code rule … when … then … end}. */
    private void file() {
        LooseWords.Word rule = null;
        String part = null;
        Deque<LooseWords.Word> open = new ArrayDeque<>();
        Deque<Boolean> lists = new ArrayDeque<>();
        for (int index = 0; index < words.size(); index++) {
            LooseWords.Word word = words.get(index);
            quotes(word);
            NotAllowedException mistake = structure.at(index, part, !open.isEmpty());
            if (mistake != null) {
                add(word, mistake.getMessage(), mistake.suggestion());
            }
            String keyword = structure.keyword(index, part);
            if (keyword != null) {
                rule = keyword.equals("rule") && index + 1 < words.size() ? words.get(index + 1) : rule;
                part = keyword.equals("end") ? null : keyword;
                open.clear();
                lists.clear();
            } else if (word.is("(")) {
                open.push(word);
                lists.push(index > 0 && words.get(index - 1).is("in"));
            } else if (word.is(")") && !open.isEmpty()) {
                open.pop();
                lists.pop();
            } else if (word.is("rule") && !(index > 0 && words.get(index - 1).is("."))) {
                missing(part, rule, index);
                rule = index + 1 < words.size() ? words.get(index + 1) : word;
                part = "rule";
                open.clear();
                lists.clear();
            } else if (word.is("when") && "rule".equals(part)) {
                part = "when";
            } else if (word.is("then") && part != null && !part.equals("then")) {
                if (part.equals("rule")) {
                    add(word, "The rule " + name(rule) + " has no 'when' before its conditions.", "when");
                } else if (!open.isEmpty()) {
                    add(open.peek(), "The bracket '(' of this line is not closed before 'then'.", ")");
                }
                part = "then";
                open.clear();
                lists.clear();
            } else if (word.is("end") && part != null) {
                if (!part.equals("then")) {
                    add(word, "The rule " + name(rule) + " has no 'then' before its 'end'.", "then");
                }
                part = null;
            } else if ("when".equals(part) && open.isEmpty() && word.is(")")) {
                add(word, "This closing bracket has no opening bracket.", null);
            } else if ("when".equals(part) && open.isEmpty() && word.text().startsWith("$")) {
                nameOfPattern(word, words.get(Math.min(index + 1, words.size() - 1)));
            } else if ("when".equals(part) && !open.isEmpty()) {
                condition(index, lists.peek());
            }
        }
        missing(part, rule, words.size());
    }

    /** The rule before the word at {@code index} does not end. */
    private void missing(String part, LooseWords.Word rule, int index) {
        if (part != null) {
            LooseWords.Word last = words.get(index - 1);
            add(last, "The rule " + name(rule) + " (line " + rule.line() + ") has no 'end' behind this line.", "end");
        }
    }

    private void nameOfPattern(LooseWords.Word name, LooseWords.Word type) {
        if (type.kind() == LooseWords.Kind.NAME) {
            add(name, "A colon is missing behind the name of the pattern.", name.text() + " : " + type.text());
        }
    }

    private static String name(LooseWords.Word rule) {
        return "'" + rule.text() + "'";
    }

    private void quotes(LooseWords.Word word) {
        if (word.kind() == LooseWords.Kind.CURLY_TEXT) {
            add(word, "The quotation marks of this text are not straight.", '"' + word.text() + '"');
        } else if (word.kind() == LooseWords.Kind.OPEN_TEXT) {
            add(word, "A text that begins on this line has no closing quotation mark.", null);
        } else if (word.is("\u00A0") || word.is("\u202F") || word.is("\u3000")) {
            add(
                    word,
                    "This line contains a space of a special kind, as word processors write them; type it again.",
                    null);
        } else if (word.kind() == LooseWords.Kind.NUMBER && !word.text().matches("[0-9.]+")) {
            add(word, "The number '" + word.text() + "' has digits of another script; write it with 0 to 9.", null);
        } else if (word.is("\uFEFF")) {
            add(
                    word,
                    "This line contains an invisible sign (a byte order mark); delete it, or type the line again.",
                    null);
        }
    }

    /** Looks at one word within the brackets of a pattern. */
    private void condition(int index, boolean inList) {
        LooseWords.Word word = words.get(index);
        LooseWords.Word next = index + 1 < words.size() ? words.get(index + 1) : null;
        String sign = word.kind() == LooseWords.Kind.SIGN ? SIGNS.get(word.text()) : null;
        boolean named = index > 0 && words.get(index - 1).is(":");
        if (word.is("#") && word.spaceBefore()) {
            add(word, "A note begins with '//', not with '#'.", "//");
        } else if (sign != null && !named) {
            add(word, "'" + word.text() + "' is not a sign of the rules.", sign);
        } else if (word.kind() == LooseWords.Kind.SIGN && "<>!".contains(word.text()) && next != null && next.is("=")) {
            add(word, "A space divides '" + word.text() + "='.", word.text() + "=");
        } else if (isComparison(word) && index > 1 && isComparison(words.get(index - 2))) {
            add(word, "A value is compared with one bound at a time; write two conditions.", null);
        } else if (word.kind() == LooseWords.Kind.NAME) {
            name(index, word, next);
        } else if (word.kind() == LooseWords.Kind.NUMBER && word.text().matches("[0-9]*[.][0-9]*[.].*")) {
            add(word, "'" + word.text() + "' is not a number; a number has one decimal point.", null);
        } else if (word.is(",")
                && next != null
                && (next.is(")") || index > 0 && words.get(index - 1).is("("))) {
            add(word, "This comma joins nothing: a condition is missing beside it, or it is too much.", null);
        } else if (word.kind() == LooseWords.Kind.TEXT && next != null && next.kind() == LooseWords.Kind.TEXT) {
            add(next, "A comma is missing before \"" + next.text() + "\".", ", \"" + next.text() + '"');
        } else if (next != null && fact.containsKey(next.text()) && endsCondition(word)) {
            add(word, "A comma is missing before '" + next.text() + "'.", ", " + next.text());
        } else if (word.kind() == LooseWords.Kind.NUMBER && next != null) {
            number(index, word, next, inList);
        }
    }

    private static boolean endsCondition(LooseWords.Word word) {
        return word.kind() == LooseWords.Kind.NUMBER || word.kind() == LooseWords.Kind.TEXT || word.is(")");
    }

    private static boolean isComparison(LooseWords.Word word) {
        return word.kind() == LooseWords.Kind.SIGN && word.text().matches("[<>]=?");
    }

    private void name(int index, LooseWords.Word word, LooseWords.Word next) {
        String lower = word.text().toLowerCase(Locale.ROOT);
        if (fact.containsKey(word.text()) || word.text().startsWith("$")) {
            unquoted(index, word, next);
        } else if (lower.equals("if")) {
            add(word, "'if' is too much: the brackets hold the condition itself.", null);
        } else if (lower.equals("in") && next != null && !next.is("(")) {
            add(word, "A list stands between round brackets.", "in ( … )");
        } else if (lower.equals("is")
                && next != null
                && next.text().matches("unknown|known|missing|empty|blank|null")) {
            String property = index > 0 ? words.get(index - 1).text() : "";
            add(
                    word,
                    "A rule asks by a property of its own whether a value is known.",
                    property + (next.is("known") ? "Known" : "Unknown"));
        } else if (lower.equals("is") && next != null && next.is("not")) {
            add(word, "Rules do not have the words 'is not'.", "!=");
        } else if (lower.equals("between")) {
            add(word, "'between' is not a word of the rules; write two conditions, such as 'x >= 30, x <= 40'.", null);
        } else if (WORDS.containsKey(lower) && (!lower.equals("not") || negates(next))) {
            add(word, "'" + word.text() + "' is not a word of the rules.", WORDS.get(lower));
        } else {
            NotAllowedException mention = mentions.at(index);
            if (mention != null) {
                add(word, mention.getMessage(), mention.suggestion());
            }
        }
    }

    /** Whether {@code not} before this word may stand for {@code !}; {@code not in} is a word of the rules. */
    private boolean negates(LooseWords.Word next) {
        return next != null && (next.is("(") || fact.containsKey(next.text()));
    }

    /** {@code tier == A} instead of {@code tier == "A"}. */
    private void unquoted(int index, LooseWords.Word left, LooseWords.Word sign) {
        Property property = fact.get(left.text());
        boolean compared = property != null
                && property.type() == Property.Type.TEXT
                && sign != null
                && (sign.is("==") || sign.is("!="))
                && index + 2 < words.size();
        LooseWords.Word literal = compared ? words.get(index + 2) : null;
        boolean alone = index + 3 >= words.size()
                || Set.of(",", ")", "&&", "||").contains(words.get(index + 3).text());
        boolean word = compared && alone && literal.text().matches("[A-Za-z][A-Za-z0-9_]*");
        boolean text = word && !literal.text().equals("null");
        if (text && literal.kind() == LooseWords.Kind.NAME && !fact.containsKey(literal.text())) {
            add(literal, "A text must be between quotation marks.", '"' + literal.text() + '"');
        }
    }

    private void number(int index, LooseWords.Word number, LooseWords.Word next, boolean inList) {
        boolean comma = next.is(",") && !next.spaceBefore() && index + 2 < words.size();
        LooseWords.Word decimals = comma ? words.get(index + 2) : null;
        if (comma && !inList && decimals.kind() == LooseWords.Kind.NUMBER && !decimals.spaceBefore()) {
            String written = number.text() + "," + decimals.text();
            boolean thousands = decimals.text().length() == 3;
            add(
                    number,
                    thousands
                            ? "A number has no separator of thousands; '" + written + "' would be two numbers."
                            : "A number has a decimal point; '" + written + "' would be two numbers.",
                    number.text() + (thousands ? "" : ".") + decimals.text());
        } else if (next.kind() == LooseWords.Kind.NAME
                && next.line() == number.line()
                && next.text().matches(next.spaceBefore() ? "[A-Za-z]{1,10}" : "[a-z]{1,10}")
                && !WORDS.containsKey(next.text().toLowerCase(Locale.ROOT))
                && !fact.containsKey(next.text())) {
            add(number, "A number has no unit; '" + next.text() + "' follows from the metric.", number.text());
        }
    }

    /** One per line: what follows from the first would confuse. */
    private void add(LooseWords.Word word, String sentence, String suggestion) {
        if (found.stream().anyMatch(mistake -> mistake.line() == word.line())) {
            return;
        }
        found.add(new NotAllowedException(word.line(), sentence, suggestion));
    }
}
