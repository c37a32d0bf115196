package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.ProblemList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.drools.drl.parser.DrlParser;
import org.drools.drl.parser.DroolsError;
import org.drools.drl.parser.DroolsParserException;
import org.kie.internal.builder.conf.LanguageLevelOption;

/**
 * The first layer: parses a DRL file (which runs nothing) and takes from it only what is on the list of what rules may
 * say. What is not understood is refused; what is understood is written again in a form of ours, so nothing else of the
 * file ever reaches the compiler.
 */
final class RuleFile {
    private static final int MOST_RULES = 2000;
    private static final int LONGEST_NAME = 200;
    private static final Pattern STOPPED_AT = Pattern.compile("input '([^']*)'");

    private final String file;
    private final String[] lines;
    private final RuleForm form;
    private final Vocabulary vocabulary;
    private final ProblemList problems;
    private final IntFunction<Place> placeOf;
    /** Those of the rules so far, by what they ask; rows of a table often share them. */
    private final Map<String, RuleSource.Further> outside = new HashMap<>();

    private int nextNumber;

    private RuleFile(
            String file,
            String text,
            RuleForm form,
            Vocabulary vocabulary,
            ProblemList problems,
            IntFunction<Place> placeOf,
            int firstNumber) {
        this.file = file;
        this.lines = text.split("\n", -1);
        this.form = form;
        this.vocabulary = vocabulary;
        this.problems = problems;
        this.placeOf = placeOf;
        this.nextNumber = firstNumber;
    }

    /**
     * Reads the rules of a file.
     *
     * @param firstNumber number of its first rule in the bundle
     * @param placeOf line of the parsed text → place in the file (another line, and a cell, for decision tables)
     */
    static List<RuleSource> read(
            String file,
            String text,
            RuleForm form,
            Vocabulary vocabulary,
            int firstNumber,
            IntFunction<Place> placeOf,
            ProblemList problems) {
        // Some editors put a byte order mark in front.
        String drl = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return new RuleFile(file, drl, form, vocabulary, problems, placeOf, firstNumber).rules(drl);
    }

    private List<RuleSource> rules(String text) {
        PackageDescr parsed = parse(text);
        if (parsed == null) {
            return List.of();
        }
        if (parsed.getRules().isEmpty()) {
            problem(0, "The file has no rules.");
            return List.of();
        }
        new PackageCheck(parsed, lines, this::problem).check(form.service());
        if (parsed.getRules().size() > MOST_RULES) {
            problem(0, "A file can have at most " + MOST_RULES + " rules.");
            return List.of();
        }
        List<RuleSource> rules = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (RuleDescr rule : parsed.getRules()) {
            if (!names.add(rule.getName())) {
                problem(rule.getLine(), "The rule '" + rule.getName() + "' appears more than once in this file.");
            }
            try {
                rules.add(rule(rule));
            } catch (NotAllowedException refused) {
                problem(explained(refused, text));
            } catch (RuntimeException | StackOverflowError notUnderstood) {
                problem(rule.getLine(), "The rule '" + rule.getName() + "' cannot be parsed.");
            }
        }
        return rules;
    }

    private PackageDescr parse(String text) {
        if (text.isBlank()) {
            problem(0, "The file is empty.");
            return null;
        }
        try {
            TextBounds.check(text);
        } catch (NotAllowedException refused) {
            problem(refused);
            return null;
        }
        DrlParser parser = new DrlParser(LanguageLevelOption.DRL6);
        List<NotAllowedException> errors = new ArrayList<>();
        PackageDescr parsed = null;
        try {
            parsed = parser.parse(false, text);
            for (DroolsError error : parser.getErrors()) {
                int line = error.getLines().length == 0 ? 0 : error.getLines()[0];
                // The parser gives the end of the file no line.
                errors.add(notParsed(line > 0 ? line : lines.length, error.getMessage()));
            }
        } catch (DroolsParserException refused) {
            errors.add(notParsed(1, refused.getMessage()));
        } catch (StackOverflowError tooDeep) {
            errors.add(new NotAllowedException(
                    0,
                    "The file cannot be parsed: signs or brackets are nested too deeply. Remove those that no comparison"
                            + " needs.",
                    null));
        } catch (RuntimeException notUnderstood) {
            errors.add(new NotAllowedException(
                    0, "The file cannot be parsed. Compare it with a file that works, rule by rule.", null));
        }
        if (!errors.isEmpty()) {
            List<NotAllowedException> mistakes = CommonMistakes.in(text, words());
            (mistakes.isEmpty() ? errors : mistakes).forEach(this::problem);
            return null;
        }
        if (parsed == null) {
            problem(0, "The file is empty.");
        }
        return parsed;
    }

    /** What somebody may have meant: in a file of thresholds the words of accounts, and those of the portfolio. */
    private Map<String, Property> words() {
        Map<String, Property> words = new LinkedHashMap<>(vocabulary.fact(form.firstFact()));
        if (form.isThreshold()) {
            vocabulary.ofPortfolio().properties().forEach(words::putIfAbsent);
        }
        return words;
    }

    /** The parser's own words are about its grammar; what it stopped at is all that helps. */
    private static NotAllowedException notParsed(int line, String message) {
        Matcher stopped = STOPPED_AT.matcher(message);
        String at = stopped.find() ? stopped.group(1) : "";
        String what = at.equals("<eof>")
                ? "the file ends within a rule"
                : at.isEmpty() ? "something is missing or too much" : "'" + at + "' is not expected here";
        return new NotAllowedException(
                line,
                "This cannot be parsed: " + what
                        + ". Look for a missing comma, bracket or quotation mark on this line and the one before.",
                null);
    }

    /** What people can do about it, if they made a mistake that many make on the line that was refused. */
    private NotAllowedException explained(NotAllowedException refused, String text) {
        return !refused.isOfCondition()
                ? refused
                : CommonMistakes.in(text, words()).stream()
                        .filter(mistake -> mistake.line() == refused.line())
                        .findFirst()
                        .orElse(refused);
    }

    private RuleSource rule(RuleDescr rule) {
        int line = rule.getLine();
        RuleForm ofRule = form.of(firstType(rule));
        Vocabulary words = ofRule.words(vocabulary);
        if (rule.isQuery() || !rule.isRule()) {
            throw new NotAllowedException(line, "A query is not allowed; write a rule with a pattern instead.", null);
        }
        if (rule.getName().isBlank()
                || rule.getName().length() > LONGEST_NAME
                || rule.getName().contains("\n")) {
            throw new NotAllowedException(
                    line, "The name of a rule must be one line of at most " + LONGEST_NAME + " characters.", null);
        }
        if (rule.getParentName() != null) {
            throw new NotAllowedException(
                    line, "'extends' is not allowed; write all conditions in the rule itself.", null);
        }
        rule.getAttributes().values().forEach(attribute -> {
            throw new NotAllowedException(
                    Math.max(attribute.getLine(), line),
                    "The attribute '" + attribute.getName()
                            + "' is not allowed; rules must not depend on each other. Delete it.",
                    null);
        });
        if (!rule.getNamedConsequences().isEmpty()) {
            throw new NotAllowedException(line, "A rule can have only one 'then' part; write a second rule.", null);
        }
        RuleAnnotations annotations =
                RuleAnnotations.read(rule, ofRule, name -> firstLineWith("@" + name, rule.getLine()));
        Map<String, Place> places = new LinkedHashMap<>();
        annotations.lines().forEach((name, at) -> places.put(name, placeOf.apply(at)));
        PatternReader patterns = new PatternReader(ofRule, words);
        List<RuleSource.Pattern> read = patterns.read(rule);
        Consequence consequence = Consequence.read(
                rule,
                consequenceLine(rule),
                ofRule,
                patterns.types(),
                annotations.values().get("threshold"));
        int number = nextNumber++;
        BoundReader bounds = ofRule.isThreshold()
                ? new BoundReader(read.getFirst(), words, JourneyRules.areStalled(file, annotations.values()))
                : null;
        return new RuleSource(
                number,
                file,
                placeOf.apply(line).line(),
                rule.getName(),
                annotations.values(),
                places,
                read,
                consequence.outcome(),
                consequence.target(),
                consequence.witness(),
                bounds == null ? null : outside(bounds),
                bounds == null ? null : bound("clear", bounds, annotations),
                bounds == null ? null : bound("healthy", bounds, annotations));
    }

    private static String firstType(RuleDescr rule) {
        return rule.getLhs().getDescrs().isEmpty()
                        || !(rule.getLhs().getDescrs().getFirst() instanceof PatternDescr pattern)
                ? null
                : pattern.getObjectType();
    }

    private RuleSource.Further outside(BoundReader bounds) {
        RuleSource.Pattern pattern = bounds.outside();
        return pattern == null
                ? null
                : outside.computeIfAbsent(
                        pattern.conditions().getFirst(), unused -> new RuleSource.Further(nextNumber++, pattern));
    }

    private RuleSource.Further bound(String annotation, BoundReader bounds, RuleAnnotations annotations) {
        String text = annotations.values().get(annotation);
        return text == null
                ? null
                : new RuleSource.Further(
                        nextNumber++,
                        bounds.read(annotation, text, annotations.lines().get(annotation)));
    }

    private void problem(int line, String sentence) {
        problem(new NotAllowedException(line, sentence, null));
    }

    private void problem(NotAllowedException refused) {
        Place place = refused.line() == 0 ? Place.line(0) : placeOf.apply(refused.line());
        problems.add(file, place.line(), place.says(refused.getMessage()), refused.suggestion());
    }

    /** The parser gives the line of "then", and its text without the white space behind that. */
    private int consequenceLine(RuleDescr rule) {
        int line = Math.max(rule.getConsequenceLine(), rule.getLine());
        if (line <= lines.length && lines[line - 1].strip().endsWith("then")) {
            line++;
        }
        return Math.min(line, lines.length);
    }

    /** The parser knows no line for some parts; the text does. */
    private int firstLineWith(String words, int from) {
        for (int line = Math.max(from, 1); line <= lines.length; line++) {
            if (lines[line - 1].contains(words)) {
                return line;
            }
        }
        return from;
    }
}
