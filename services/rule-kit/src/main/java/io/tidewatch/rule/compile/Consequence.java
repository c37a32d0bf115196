package io.tidewatch.rule.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drools.drl.ast.descr.RuleDescr;

/**
 * What stands behind "then": exactly one call of the one method a rule of this form may call.
 *
 * @param outcome the id it names
 * @param target name of the first fact
 * @param witness name of a touchpoint or another record given with it, or null
 */
record Consequence(String outcome, String target, String witness) {
    private static final Pattern WORD = Pattern.compile("\"[^\"\n]*\"|//[^\n]*|[A-Za-z_$][A-Za-z0-9_$]*|\n");
    private static final Map<String, String> KNOWN_HARM = Map.ofEntries(
            Map.entry("for", "A loop"),
            Map.entry("while", "A loop"),
            Map.entry("do", "A loop"),
            Map.entry("class", "A class definition"),
            Map.entry("interface", "A class definition"),
            Map.entry("enum", "A class definition"),
            Map.entry("record", "A class definition"),
            Map.entry("new", "Creating an object"),
            Map.entry("synchronized", "Taking a lock"),
            Map.entry("System", "Access to the process"),
            Map.entry("Runtime", "Starting a process"),
            Map.entry("ProcessBuilder", "Starting a process"),
            Map.entry("Class", "Reflection"),
            Map.entry("Thread", "The use of threads"),
            Map.entry("Files", "Access to files"),
            Map.entry("insert", "Changing facts"),
            Map.entry("insertLogical", "Changing facts"),
            Map.entry("update", "Changing facts"),
            Map.entry("modify", "Changing facts"),
            Map.entry("delete", "Changing facts"),
            Map.entry("retract", "Changing facts"),
            Map.entry("drools", "Access to the engine"),
            Map.entry("kcontext", "Access to the engine"));

    /**
     * Reads the 'then' part of a rule.
     *
     * @param types pattern name → fact type
     * @param threshold the id that its annotation names; null of a judgement
     */
    static Consequence read(RuleDescr rule, int firstLine, RuleForm form, Map<String, String> types, String threshold) {
        String text = rule.getConsequence() == null ? "" : rule.getConsequence().toString();
        String example = example(form);
        refuseKnownHarm(text, firstLine, example);
        List<Token> tokens = tokens(text, firstLine, example);
        List<String> parts = new ArrayList<>();
        List<Token> arguments = new ArrayList<>();
        for (Token token : tokens) {
            boolean argument = token.kind() == Token.Kind.TEXT
                    || (token.kind() == Token.Kind.NAME && types.containsKey(token.text()));
            if (argument) {
                arguments.add(token);
            }
            parts.add(argument ? (token.kind() == Token.Kind.TEXT ? "TEXT" : "FACT") : token.text());
        }
        String call = form.service() + "." + form.method();
        String shape = String.join("", parts);
        boolean withWitness = form == RuleForm.JUDGEMENT && shape.equals(call + "(FACT,TEXT,FACT);");
        if (!shape.equals(call + "(FACT,TEXT);") && !withWitness) {
            if (form.isThreshold() && types.isEmpty()) {
                throw new NotAllowedException(
                        rule.getLine(),
                        "The pattern of the rule '" + rule.getName() + "' has no name that 'then' could use.",
                        form.exampleOfPattern() + "( … )");
            }
            throw new NotAllowedException(
                    offending(tokens, form, types),
                    "The 'then' part can contain only " + example,
                    threshold == null
                            ? null
                            : call + "(" + types.keySet().iterator().next() + ", \"" + threshold + "\");");
        }
        String target = arguments.getFirst().text();
        requireType(arguments.getFirst(), types, form.firstFact());
        if (withWitness) {
            requireRecord(arguments.get(2), types);
        }
        return new Consequence(
                arguments.get(1).text(), target, withWitness ? arguments.get(2).text() : null);
    }

    private static List<Token> tokens(String text, int line, String example) {
        try {
            return Token.split(text, line);
        } catch (NotAllowedException refused) {
            throw new NotAllowedException(
                    refused.line(), refused.getMessage() + " The 'then' part can contain only " + example, null);
        }
    }

    /** A reason for what is seen most; the shape of the one allowed call refuses all the rest. */
    private static void refuseKnownHarm(String text, int firstLine, String example) {
        Matcher word = WORD.matcher(text);
        int line = firstLine;
        while (word.find()) {
            line += word.group().equals("\n") ? 1 : 0;
            String harm = KNOWN_HARM.get(word.group());
            if (harm != null) {
                throw new NotAllowedException(
                        line,
                        harm + " ('" + word.group() + "') is not allowed. The 'then' part can contain only " + example,
                        null);
            }
        }
    }

    private static int offending(List<Token> tokens, RuleForm form, Map<String, String> types) {
        Set<String> expected = Set.of(form.service(), form.method());
        return tokens.stream()
                .filter(token -> token.kind() == Token.Kind.NAME)
                .filter(token -> !expected.contains(token.text()) && !types.containsKey(token.text()))
                .findFirst()
                .orElse(tokens.getFirst())
                .line();
    }

    private static void requireType(Token name, Map<String, String> types, String type) {
        if (!type.equals(types.get(name.text()))) {
            throw new NotAllowedException(
                    name.line(), "'" + name.text() + "' must be the name of the " + type + ".", null);
        }
    }

    private static void requireRecord(Token name, Map<String, String> types) {
        if (Set.of(Vocabulary.RUN, Vocabulary.ACCOUNT).contains(types.get(name.text()))) {
            throw new NotAllowedException(
                    name.line(), "'" + name.text() + "' must be the name of a Touchpoint or another record.", null);
        }
    }

    private static String example(RuleForm form) {
        return form.isThreshold()
                ? "flags.raise($" + form.firstFact().toLowerCase(Locale.ROOT) + ", \"id-of-the-threshold\");"
                : "judgements.hold($run, \"word\"); or judgements.hold($run, \"word\", $record);";
    }
}
