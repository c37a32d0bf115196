package io.tidewatch.metric.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits an expression into tokens. Names start with a small letter and may follow one reference ({@code user.role}); words of
 * a closed list are capitals ({@code AT_RISK}); texts stand in double quotes; parameters start with a dollar sign.
 */
final class Lexer {
    /** Longer expressions are rejected; the longest of the catalogue has 103 characters. */
    static final int LONGEST = 1000;

    // Possessive, so that no input makes the matcher go back.
    private static final Pattern TOKEN = Pattern.compile("(?<number>[0-9]++(?:\\.[0-9]++)?)"
            + "|\"(?<text>[^\"]*+)\""
            + "|\\$(?<parameter>[A-Za-z_][A-Za-z0-9_]*+)"
            + "|(?<name>[a-z][A-Za-z0-9_]*+(?:\\.[a-z][A-Za-z0-9_]*+)*+)"
            + "|(?<word>[A-Z][A-Z0-9_]++)(?![a-z])"
            + "|(?<sign><=|>=|==|!=|[-+*/(),<>])");
    /** What other languages and word processors write instead of a sign. */
    private static final Map<String, String> OTHER_SPELLINGS = Map.ofEntries(
            Map.entry("&", "and"),
            Map.entry("&&", "and"),
            Map.entry("|", "or"),
            Map.entry("||", "or"),
            Map.entry("!", "not"),
            Map.entry("=", "=="),
            Map.entry("===", "=="),
            Map.entry("=>", ">="),
            Map.entry("=<", "<="),
            Map.entry("<>", "!="),
            Map.entry("'", "\""),
            Map.entry("\u2018", "\""),
            Map.entry("\u2019", "\""),
            Map.entry("\u201C", "\""),
            Map.entry("\u201D", "\""),
            Map.entry("\u201E", "\""),
            Map.entry("×", "*"),
            Map.entry("÷", "/"),
            Map.entry("−", "-"),
            Map.entry("–", "-"),
            Map.entry("≤", "<="),
            Map.entry("≥", ">="),
            Map.entry("≠", "!="));

    private static final int LONGEST_SPELLING = 3;

    private Lexer() {}

    /** The tokens, at the end one of kind END. */
    static List<Token> read(String text) throws ExpressionException {
        if (text.length() > LONGEST) {
            throw new ExpressionException(
                    MistakeKind.TOO_LONG,
                    1,
                    "The expression has " + text.length() + " characters; at most " + LONGEST
                            + " are allowed. Give parts of it names as measures.",
                    null);
        }
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        int at = afterBlanks(text, 0);
        while (at < text.length()) {
            if (text.startsWith("<>", at)
                    || text.startsWith("===", at)
                    || !matcher.region(at, text.length()).lookingAt()) {
                throw unreadable(text, at);
            }
            tokens.add(token(matcher, at));
            at = afterBlanks(text, matcher.end());
        }
        tokens.add(new Token(Token.Kind.END, "", text.length() + 1));
        return tokens;
    }

    private static Token token(Matcher matcher, int at) {
        for (Token.Kind kind : Token.Kind.values()) {
            String found =
                    kind == Token.Kind.END ? null : matcher.group(kind.name().toLowerCase(java.util.Locale.ROOT));
            if (found != null) {
                return new Token(kind, found, at + 1);
            }
        }
        throw new IllegalStateException("The pattern matched without a group.");
    }

    private static int afterBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static ExpressionException unreadable(String text, int at) {
        if (text.charAt(at) == '"') {
            return new ExpressionException(
                    MistakeKind.UNREADABLE, at + 1, "The text that starts here has no closing quote.", null);
        }
        if (text.charAt(at) == '=' && text.substring(0, at).isBlank()) {
            return new ExpressionException(
                    MistakeKind.UNREADABLE,
                    at + 1,
                    "A formula begins without '='.",
                    text.substring(at + 1).strip());
        }
        String sign = sign(text, at);
        String sentence = Character.isUpperCase(text.codePointAt(at))
                ? "A name starts with a small letter, and a word of a list has capitals only."
                : "'" + sign + "' is not part of the language.";
        return new ExpressionException(MistakeKind.UNREADABLE, at + 1, sentence, OTHER_SPELLINGS.get(sign));
    }

    /** The sign that begins there, together with the signs behind it with which it has a meaning elsewhere. */
    private static String sign(String text, int at) {
        for (int length = Math.min(LONGEST_SPELLING, text.length() - at); length > 1; length--) {
            String sign = text.substring(at, at + length);
            if (OTHER_SPELLINGS.containsKey(sign)) {
                return sign;
            }
        }
        return new String(Character.toChars(text.codePointAt(at)));
    }
}
