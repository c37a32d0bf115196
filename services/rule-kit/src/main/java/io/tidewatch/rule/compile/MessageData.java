package io.tidewatch.rule.compile;

import io.tidewatch.metric.LifecycleStage;
import io.tidewatch.metric.Question;
import io.tidewatch.rule.message.MessageTemplate;
import io.tidewatch.rule.threshold.Level;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What messages are given, apart from metrics and the times of their playbook. */
final class MessageData {
    /** The data of every message: name → its properties; a name without properties is a plain value. */
    static final Map<String, Set<String>> ALL = Map.ofEntries(
            Map.entry(
                    "account",
                    Set.of("id", "name", "segment", "lifecycleStage", "arr", "renewalDate", "daysToRenewal")),
            Map.entry("flag", Set.of("id", "level", "question", "since", "sentence")),
            Map.entry("run", Set.of("id", "openedAt", "dueAt", "endsAt", "playbook")),
            Map.entry("recipient", Set.of("name", "email", "role")),
            Map.entry("csm", Set.of("name", "email")),
            Map.entry("sales", Set.of("name", "email")),
            Map.entry("sponsor", Set.of("name", "email")),
            Map.entry("missing", Set.of()),
            Map.entry(MessageTemplate.WINS, Set.of()),
            Map.entry(MessageTemplate.OWN_STEPS, Set.of()),
            Map.entry(MessageTemplate.SUGGESTIONS, Set.of()),
            Map.entry("ackUrl", Set.of()),
            Map.entry("taskUrl", Set.of()));

    /** Not every account has them. */
    static final Set<String> PEOPLE_WHO_MAY_BE_MISSING = Set.of("sales", "sponsor");

    /** Those of them that are lists, and what each item has. */
    static final Map<String, Set<String>> LISTS = Collections.unmodifiableMap(new TreeMap<>(Map.of(
            "missing",
            Set.of("name", "explanation"),
            MessageTemplate.WINS,
            Set.of("day", "sentence"),
            MessageTemplate.OWN_STEPS,
            Set.of("day", "name"),
            MessageTemplate.SUGGESTIONS,
            Set.of("reason", "subject"))));

    /** What the items of all lists have. */
    static final Set<String> ITEM_PROPERTIES =
            LISTS.values().stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());

    private MessageData() {}

    /** The only words that a value can be; empty when it can be any. */
    static List<String> closedWords(String path) {
        return switch (path) {
            case "account.lifecycleStage" -> names(LifecycleStage.values());
            case "flag.level" -> Level.ofRaisedFlags();
            case "flag.question" -> names(Question.values());
            default -> List.of();
        };
    }

    private static List<String> names(Enum<?>[] words) {
        return Arrays.stream(words).map(Enum::name).toList();
    }
}
