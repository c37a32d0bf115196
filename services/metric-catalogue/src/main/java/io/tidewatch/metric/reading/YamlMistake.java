package io.tidewatch.metric.reading;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * A mistake in the syntax of a YAML file, in words that name the likely cause. The parser describes the state of its grammar
 * instead, and often names the line where it gave up, not the line to correct.
 *
 * @param line the line to correct, from 1
 * @param sentence what is probably wrong there
 */
record YamlMistake(int line, String sentence) {
    /** What to do about a part that stands for another one. */
    static final String REFERENCE =
            "'*' refers to another part of the file, which rules do not allow. Write that part out, or put a value that begins with '*' in quotes.";

    /** What to do about a value that names a type. */
    static final String TAG = "A value that begins with '!' must be in quotes.";

    private static final Pattern CANNOT_BEGIN =
            Pattern.compile("found character '(.+?)' that cannot start any token.*");
    private static final Pattern LEFT_OPEN = Pattern.compile("expected ',' or '([]}])', but got .*");
    private static final Pattern FOUND = Pattern.compile("expected .*, but found '(.+)'");

    /** White space of word processors where a line is indented; to YAML it is a part of the value or key. */
    private static final Pattern SPECIAL_INDENTATION = Pattern.compile("[ \t]*[\u00A0\u2000-\u200B\u202F\u3000].*");
    /** What word processors begin an item of a list with. */
    private static final Pattern BULLET = Pattern.compile("\\s*[\u2013\u2014\u2022\u00B7\u25AA]\\s.*");

    /** The mistake at which the parser gave up reading {@code text}. */
    static YamlMistake of(MarkedYAMLException refused, String text) {
        int line = line(refused.getProblemMark(), 1);
        int special = lineLike(SPECIAL_INDENTATION, text, line);
        if (special > 0) {
            return new YamlMistake(
                    special,
                    "This line begins with a space of a special kind, as word processors write them; type it again.");
        }
        int bullet = lineLike(BULLET, text, line);
        if (bullet > 0) {
            return new YamlMistake(bullet, "An item of a list begins with '-' and a space.");
        }
        return ofGrammar(refused, text);
    }

    /** The line at which the parser gave up or the one before it, from 1, when it is like this; else 0. */
    private static int lineLike(Pattern pattern, String text, int gaveUp) {
        List<String> lines = text.lines().toList();
        for (int line = Math.max(gaveUp - 1, 1); line <= Math.min(gaveUp, lines.size()); line++) {
            if (pattern.matcher(lines.get(line - 1)).matches()) {
                return line;
            }
        }
        return 0;
    }

    private static YamlMistake ofGrammar(MarkedYAMLException refused, String text) {
        String found = String.valueOf(refused.getProblem());
        int line = line(refused.getProblemMark(), 1);
        int begin = line(refused.getContextMark(), line);
        Matcher cannotBegin = CANNOT_BEGIN.matcher(found);
        Matcher leftOpen = LEFT_OPEN.matcher(found);
        Matcher unexpected = FOUND.matcher(found);
        if ("while scanning a quoted scalar".equals(refused.getContext())) {
            return new YamlMistake(begin, "A quotation mark opened in this line is not closed.");
        }
        if (found.equals("but found another document")) {
            return new YamlMistake(
                    line, "A file holds one definition; '---' begins a second one. Move it to a file of its own.");
        }
        if (leftOpen.matches()) {
            String bracket = leftOpen.group(1).equals("]") ? "[" : "{";
            return new YamlMistake(
                    begin,
                    "The bracket '" + bracket + "' opened in this line is not closed, or a comma is missing in it.");
        }
        if (found.equals("could not find expected ':'")) {
            return new YamlMistake(
                    begin,
                    "This line has no ': '. Write 'key: value', or indent it when it continues the line before.");
        }
        if (found.startsWith("found undefined alias") || "while scanning an alias".equals(refused.getContext())) {
            return new YamlMistake(line, REFERENCE);
        }
        if (found.startsWith("Global tag")) {
            return new YamlMistake(line, TAG);
        }
        if (found.contains("(TAB)")) {
            return new YamlMistake(line, "This line contains a tab. Use spaces instead of tabs.");
        }
        if (cannotBegin.matches()) {
            String sign = cannotBegin.group(1);
            return new YamlMistake(line, "A value that begins with '" + sign + "' must be in quotes.");
        }
        if (found.equals("mapping values are not allowed here")) {
            int before = dashWithoutSpace(text, line - 1);
            if (before > 0) {
                return new YamlMistake(before, "A space is missing behind the '-' that begins an item of a list.");
            }
            return new YamlMistake(line, colon(refused.getProblemMark(), text));
        }
        if (unexpected.matches()) {
            return new YamlMistake(line, unexpected(unexpected.group(1), refused.getProblemMark(), text));
        }
        return new YamlMistake(line, "This is not valid YAML: " + found + ".");
    }

    /** The line before this one, from 1, when it begins like an item of a list without its space; else 0. */
    private static int dashWithoutSpace(String text, int line) {
        String before = text.lines().skip(Math.max(line - 1, 0)).findFirst().orElse("");
        return line > 0 && before.matches(" *-[A-Za-z{].*") ? line : 0;
    }

    private static String colon(Mark colon, String text) {
        return before(colon, text).contains(": ")
                ? "The value contains ': '. Put the value in quotes."
                : "Check the indentation of this line, and that the line before has a space after its colon.";
    }

    private static String unexpected(String found, Mark mark, String text) {
        if (found.equals("]") || found.equals("}")) {
            return "The bracket '" + found + "' has no opening bracket.";
        }
        return before(mark, text).isBlank()
                ? "Check the indentation of this line; it must be that of the lines to which it belongs."
                : "There is text after the end of a value. Check the quotation marks and brackets of this line.";
    }

    /** What is before the mark in its line. */
    private static String before(Mark mark, String text) {
        String line = text.lines().skip(mark.getLine()).findFirst().orElse("");
        return line.substring(0, Math.min(mark.getColumn(), line.length()));
    }

    private static int line(Mark mark, int otherwise) {
        return mark == null ? otherwise : mark.getLine() + 1;
    }
}
