package io.tidewatch.rule.compile;

import io.tidewatch.metric.Question;
import io.tidewatch.rule.playbook.Audience;
import io.tidewatch.rule.threshold.Level;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The two forms of rules: thresholds over accounts and judgements over playbook runs. */
enum RuleForm {
    /** {@code Account( … )} then {@code flags.raise($account, "id");} */
    THRESHOLD(
            Vocabulary.ACCOUNT,
            List.of(),
            "flags",
            "raise",
            Set.of(
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
                    "reviewEvery"),
            Set.of("threshold", "level", "question", "because")),
    /** {@code Run( … ) Touchpoint( account == $run.account, … ) Account( … )} then {@code judgements.hold($run, "word");} */
    JUDGEMENT(
            Vocabulary.RUN,
            List.of(Vocabulary.TOUCHPOINT, Vocabulary.ACCOUNT),
            "judgements",
            "hold",
            Set.of("playbook"),
            Set.of("playbook"));

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

    /** The fact type of the first pattern. */
    String firstFact() {
        return firstFact;
    }

    /** The fact types of further patterns. */
    List<String> moreFacts() {
        return moreFacts;
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
            case "owner" ->
                Arrays.stream(Audience.values())
                        .filter(audience -> audience != Audience.CRM)
                        .map(Enum::name)
                        .toList();
            default -> List.of();
        };
    }

    /** The annotations whose value is a condition, written as in the first pattern. */
    Set<String> conditions() {
        return this == THRESHOLD ? Set.of("clear", "healthy") : Set.of();
    }

    /** A first pattern as an example. */
    String exampleOfPattern() {
        return "$" + firstFact.toLowerCase(Locale.ROOT) + " : " + firstFact;
    }
}
