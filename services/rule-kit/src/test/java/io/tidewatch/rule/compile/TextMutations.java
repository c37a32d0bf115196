package io.tidewatch.rule.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Changes texts at random, in ways that people, editors and attackers do. The same seed makes the same changes. */
final class TextMutations {
    private static final Pattern TOKEN =
            Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*|[0-9]+(\\.[0-9]+)?|\"[^\"\n]*\"|[ \t]+|(?s:.)");

    /** What the languages of DRL and Java have and rules do not, and what breaks readers of text. */
    private static final List<String> WORDS = List.of(
            "eval",
            "from",
            "import",
            "import java.lang.Runtime;",
            "import function java.lang.System.exit;",
            "#",
            "Class.forName(\"x\")",
            "System.exit(0)",
            "Runtime.getRuntime().exec(\"true\")",
            "new Object()",
            "function void f() {}",
            "query q() Account() end",
            "declare X end",
            "global Object o;",
            "then",
            "end",
            "rule",
            "rule \"r\"",
            "when",
            "not",
            "exists",
            "forall",
            "accumulate",
            "collect",
            "or",
            "and",
            "in",
            "not in",
            "contains",
            "matches",
            "memberOf",
            "soundslike",
            "str[startsWith]",
            "over window:time(1h)",
            "after",
            "this",
            "null",
            "true",
            "salience 10",
            "no-loop",
            "timer(0 1s)",
            "dialect \"mvel\"",
            "extends",
            "@",
            "@x",
            "@threshold(\"t\")",
            "@Watch(*)",
            "?",
            "?:",
            "!.",
            "->",
            "::",
            "(",
            ")",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "'",
            "\\",
            "\\u0041",
            "/*",
            "*/",
            "//",
            ";",
            ",",
            ":",
            ":=",
            "=",
            "==",
            "===",
            "!=",
            "!",
            "&&",
            "||",
            "^",
            "~",
            "&",
            "|",
            "<",
            "<=",
            "<<",
            ">>>",
            "%",
            "/",
            "+",
            "++",
            "-",
            "*",
            "$",
            "$1",
            "$param",
            "${x}",
            "#{x}",
            "@{x}",
            "{#if x}",
            "{/if}",
            "{",
            "rules",
            "Account",
            "Portfolio",
            "Run",
            "Touchpoint",
            "getClass",
            "getClass()",
            "wait()",
            "notify",
            "hashCode",
            "class",
            "drools.halt()",
            "kcontext",
            "flags",
            "flags.fired",
            "judgements",
            "insert(new Object())",
            "update($account)",
            "modify($account) {}",
            "halt()",
            "arr",
            "segment",
            "INSTANCE",
            "0x1F",
            "1e309",
            "1.",
            ".5",
            "-0",
            "007",
            "1_000",
            "NaN",
            "9".repeat(400),
            "0.".concat("0".repeat(300)).concat("1"),
            "a".repeat(300),
            "\uFEFF",
            "\u00A0",
            "\u2028",
            "\u200B",
            "\u202E",
            "\u0000",
            "\uD800",
            "\u0660",
            "\uFF11",
            "\u037E",
            "\u0430rr",
            "\uD83D\uDE00",
            "\r",
            "\r\n",
            "\n",
            "\t",
            "\f",
            "*alias",
            "&anchor x",
            "!!java.lang.Runtime []",
            "<<: *x",
            "- ",
            "? ",
            "---",
            "...",
            "|",
            "yes",
            "~",
            "1:2:3",
            "2026-13-45",
            "99999d",
            "-1d",
            "0h");

    private static final String OPENING = "([{!-\"'<";

    private final Random random;
    private final List<String> others;

    /**
     * Changes from a seed.
     *
     * @param others texts of which pieces are put into other texts
     */
    TextMutations(Random random, List<String> others) {
        this.random = random;
        this.others = others;
    }

    /** The text with one to three changes. */
    String of(String text) {
        String changed = text;
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            changed = changedOnce(changed);
        }
        return changed;
    }

    private String changedOnce(String text) {
        List<String> tokens = tokens(text);
        if (tokens.isEmpty()) {
            return one(WORDS);
        }
        int at = random.nextInt(tokens.size());
        switch (random.nextInt(13)) {
            case 0 -> tokens.remove(at);
            case 1 -> tokens.add(at, tokens.get(at));
            case 2 -> {
                int other = random.nextInt(tokens.size());
                String moved = tokens.get(at);
                tokens.set(at, tokens.get(other));
                tokens.set(other, moved);
            }
            case 3, 4 -> tokens.set(at, one(WORDS));
            case 5, 6 -> tokens.add(at, one(WORDS));
            case 7 -> tokens.addAll(at, piece(tokens(one(others))));
            case 8 -> tokens.subList(at, tokens.size()).clear();
            case 9 -> {
                String bracket = OPENING.charAt(random.nextInt(OPENING.length())) + "";
                tokens.add(at, bracket.repeat(List.of(1, 3, 8, 40, 2000).get(random.nextInt(5))));
            }
            case 10 -> tokens.set(at, (tokens.get(at) + " ").repeat(1 + random.nextInt(3000)));
            case 11 -> lines(tokens, at);
            default -> tokens.set(at, otherSign(tokens.get(at)));
        }
        return String.join("", tokens);
    }

    /** Takes the line of a token out, or writes it twice. */
    private void lines(List<String> tokens, int at) {
        int begin = at;
        while (begin > 0 && !tokens.get(begin - 1).equals("\n")) {
            begin--;
        }
        int end = at;
        while (end < tokens.size() - 1 && !tokens.get(end).equals("\n")) {
            end++;
        }
        List<String> line = List.copyOf(tokens.subList(begin, end + 1));
        if (random.nextBoolean()) {
            tokens.subList(begin, end + 1).clear();
        } else {
            tokens.addAll(begin, line);
        }
    }

    private List<String> piece(List<String> tokens) {
        int from = random.nextInt(tokens.size());
        return tokens.subList(from, Math.min(tokens.size(), from + 1 + random.nextInt(20)));
    }

    private String otherSign(String token) {
        int at = random.nextInt(token.length());
        return token.substring(0, at) + (char) (' ' + random.nextInt(95)) + token.substring(at + 1);
    }

    private <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static List<String> tokens(String text) {
        return new ArrayList<>(
                TOKEN.matcher(text).results().map(MatchResult::group).toList());
    }
}
