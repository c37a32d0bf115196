package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.message.MessageTemplate;
import io.tidewatch.spelling.Spelling;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The messages that leadership receives when flags of the portfolio are raised and cleared: those that thresholds name in
 * {@code @message}. Such a message can show neither an account nor a person or run.
 */
final class PortfolioNotices {
    private static final String MESSAGE = "message";
    private static final List<String> SHOWN = List.of("flag", "metric", "recipient");
    private static final Pattern PART = Pattern.compile("\\{(#if |#for [a-zA-Z]+ in )?!?([a-zA-Z]+)");

    private PortfolioNotices() {}

    /**
     * Threshold id → its message; a threshold without {@code @message} has none.
     *
     * @param messages those that could be read
     * @param messageIds of all
     */
    static Map<String, MessageTemplate> of(
            List<CompiledThreshold> thresholds,
            Map<String, MessageTemplate> messages,
            List<String> messageIds,
            MessageMetrics metrics,
            ProblemList problems) {
        Map<String, MessageTemplate> notices = new TreeMap<>();
        for (CompiledThreshold threshold : thresholds) {
            RuleSource rule = threshold.rules().getFirst().source();
            String id = rule.metadata().get(MESSAGE);
            MessageTemplate message = id == null ? null : messages.get(id);
            if (message != null) {
                check(message, threshold.definition().id(), problems);
                notices.put(threshold.definition().id(), compiled(message, metrics));
            } else if (id != null && !messageIds.contains(id)) {
                rule.problem(
                        problems,
                        MESSAGE,
                        "The message '" + id + "' does not exist.",
                        Spelling.closest(id, messageIds));
            }
        }
        return notices;
    }

    private static MessageTemplate compiled(MessageTemplate message, MessageMetrics metrics) {
        return message.filled(
                MessageMetrics::compiled, metrics.named(message.subject(), message.text(), message.html()));
    }

    private static void check(MessageTemplate message, String threshold, ProblemList problems) {
        TreeSet<String> others = new TreeSet<>();
        Stream.of(message.subject(), message.text(), message.html()).forEach(text -> {
            Matcher part = PART.matcher(text);
            while (part.find()) {
                if (!SHOWN.contains(part.group(2))) {
                    others.add(part.group(2));
                }
            }
        });
        if (!others.isEmpty()) {
            problems.add(
                    "messages/" + message.id() + ".yaml",
                    0,
                    "The threshold '" + threshold + "' of the portfolio sends this message, which shows '"
                            + String.join("', '", others) + "'. A message about the portfolio can show only "
                            + String.join(", ", SHOWN) + ".");
        }
    }
}
