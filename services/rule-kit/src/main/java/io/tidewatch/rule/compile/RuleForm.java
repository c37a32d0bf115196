package io.tidewatch.rule.compile;

import io.tidewatch.metric.Question;
import io.tidewatch.rule.playbook.Audience;
import io.tidewatch.rule.threshold.Level;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The forms of rules: thresholds over accounts, thresholds over the portfolio, and judgements over playbook runs. */
enum RuleForm {
    /** {@code Account( … )} then {@code flags.raise($account, "id");} */
    THRESHOLD(Vocabulary.ACCOUNT, List.of(), "flags", "raise", Annotations.OF_THRESHOLDS, Annotations.NEEDED),
    /** {@code Portfolio( … )} then {@code flags.raise($portfolio, "id");} */
    PORTFOLIO(Vocabulary.PORTFOLIO, List.of(), "flags", "raise", Annotations.OF_PORTFOLIO, Annotations.NEEDED),
    /** {@code Run( … ) Touchpoint( account == $run.account, … ) Milestone( account == $run.account, … ) Account( … )} then {@code judgements.hold($run, "word");} */
    JUDGEMENT(
            Vocabulary.RUN,
            List.of(Vocabulary.TOUCHPOINT, Vocabulary.ACCOUNT),
            "judgements",
            "hold",
            Set.of("playbook"),
            Set.of("playbook"));

    /** Those of the forms of thresholds. */
    private static final class Annotations {
        static final Set<String> NEEDED = Set.of("threshold", "level", "question", "because");
        static final Set<String> OF_THRESHOLDS = Set.of(
                "threshold",
                "level",
                "question",
                "because",
                "clear",
                "healthy",
                "for",
                "hold",
                "owner",
                "source",
                "reviewBy",
                "reviewEvery");
        static final Set<String> OF_PORTFOLIO =
                Stream.concat(OF_THRESHOLDS.stream(), Stream.of("message")).collect(Collectors.toUnmodifiableSet());
    }

    private final String firstFact;
    private final List<String> moreFacts;
    private final String service;
    private final String method;
    private final Set<String> annotations;
    private final Set<String> required;

    RuleForm(
            String firstFact,
            List<String> moreFacts,
            String service,
            String method,
            Set<String> annotations,
            Set<String> required) {
        this.firstFact = firstFact;
        this.moreFacts = moreFacts;
        this.service = service;
        this.method = method;
        this.annotations = annotations;
        this.required = required;
    }

    /** Whether its rules raise flags; else they judge runs. */
    boolean isThreshold() {
        return this != JUDGEMENT;
    }

    /** The form of a rule in a file of this form whose first pattern has this fact type; may be null. */
    RuleForm of(String firstType) {
        return this == THRESHOLD && Vocabulary.PORTFOLIO.equals(firstType) ? PORTFOLIO : this;
    }

    /** The words of its rules, among those of a bundle. */
    Vocabulary words(Vocabulary ofBundle) {
        return this == PORTFOLIO ? ofBundle.ofPortfolio() : ofBundle;
    }

    /** The fact type of the first pattern. */
    String firstFact() {
        return firstFact;
    }

    /** The fact types of further patterns. */
    List<String> moreFacts(Vocabulary vocabulary) {
        return this == JUDGEMENT
                ? Stream.concat(moreFacts.stream(), vocabulary.records().keySet().stream())
                        .toList()
                : moreFacts;
    }

    /** The one object that a consequence may use. */
    String service() {
        return service;
    }

    /** The one method of it that a consequence may call. */
    String method() {
        return method;
    }

    Set<String> annotations() {
        return annotations;
    }

    Set<String> required() {
        return required;
    }

    /** The only values an annotation can have; empty when it can have any. */
    List<String> closedWords(String annotation) {
        return switch (annotation) {
            case "level" -> Level.ofRaisedFlags();
            case "question" -> Arrays.stream(Question.values()).map(Enum::name).toList();
            case "owner" -> Audience.ofPeople().stream().map(Enum::name).toList();
            default -> List.of();
        };
    }

    /** The annotations whose value is a condition, written as in the first pattern. */
    Set<String> conditions() {
        return isThreshold() ? Set.of("clear", "healthy") : Set.of();
    }

    /** A first pattern as an example. */
    String exampleOfPattern() {
        return "$" + firstFact.toLowerCase(Locale.ROOT) + " : " + firstFact;
    }
}
