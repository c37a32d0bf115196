package io.tidewatch.rule.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.drools.drl.ast.descr.RuleDescr;

/**
 * What stands behind "then": exactly one call of the one method a rule of this form may call.
 *
 * @param outcome the id it names
 * @param target name of the first fact
 * @param witness name of a touchpoint given with it, or null
 */
record Consequence(String outcome, String target, String witness) {
    private static final Set<String> LOOPS = Set.of("for", "while", "do");
    private static final Set<String> CLASSES = Set.of("class", "interface", "enum", "record", "static");
    private static final Set<String> FACT_CHANGES =
            Set.of("insert", "insertLogical", "update", "modify", "delete", "retract", "drools", "kcontext");

    static Consequence read(RuleDescr rule, RuleForm form, Map<String, String> types) {
        int firstLine = Math.max(rule.getConsequenceLine(), rule.getLine());
        String text = rule.getConsequence() == null ? "" : rule.getConsequence().toString();
        String example = example(form);
        List<Token> tokens = tokens(text, firstLine, example);
        List<String> parts = new ArrayList<>();
        List<Token> arguments = new ArrayList<>();
        for (Token token : tokens) {
            refuseKnownHarm(token, example);
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
            throw new NotAllowedException(
                    offending(tokens, form, types), "A consequence says only " + example + ".", null);
        }
        String target = arguments.getFirst().text();
        requireType(arguments.getFirst(), types, form.firstFact());
        if (withWitness) {
            requireType(arguments.get(2), types, Vocabulary.TOUCHPOINT);
        }
        return new Consequence(
                arguments.get(1).text(), target, withWitness ? arguments.get(2).text() : null);
    }

    private static List<Token> tokens(String text, int line, String example) {
        try {
            return Token.split(text, line);
        } catch (NotAllowedException refused) {
            throw new NotAllowedException(
                    refused.line(), refused.getMessage() + " A consequence says only " + example + ".", null);
        }
    }

    private static void refuseKnownHarm(Token token, String example) {
        if (token.kind() != Token.Kind.NAME) {
            return;
        }
        String only = " A consequence says only " + example + ".";
        if (LOOPS.contains(token.text())) {
            throw new NotAllowedException(token.line(), "A loop ('" + token.text() + "') is not allowed." + only, null);
        }
        if (CLASSES.contains(token.text())) {
            throw new NotAllowedException(
                    token.line(), "A class definition ('" + token.text() + "') is not allowed." + only, null);
        }
        if (token.text().equals("new")) {
            throw new NotAllowedException(token.line(), "Creating objects ('new') is not allowed." + only, null);
        }
        if (FACT_CHANGES.contains(token.text())) {
            throw new NotAllowedException(
                    token.line(), "Changing facts ('" + token.text() + "') is not allowed." + only, null);
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

    private static String example(RuleForm form) {
        return form == RuleForm.THRESHOLD
                ? "flags.raise($account, \"id-of-the-threshold\");"
                : "judgements.hold($run, \"word\"); or judgements.hold($run, \"word\", $touchpoint);";
    }
}
