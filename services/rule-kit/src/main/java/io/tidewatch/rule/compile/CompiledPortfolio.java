package io.tidewatch.rule.compile;

import io.tidewatch.rule.message.MessageTemplate;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.MetricValue;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The thresholds of a bundle that are about the whole portfolio. The portfolio is judged as one account is, by the same core, whose
 * metrics are the figures of all customers and which has no attributes and no runs.
 */
public final class CompiledPortfolio {

    /** The id that the portfolio has where an account has its own. No account can have it. */
    public static final String ID = "*";
    /** Its name in messages. */
    public static final String NAME = "All customers";

    private final CompiledBundle bundle;
    private final Map<String, MessageTemplate> notices;
    private final List<String> metricIds;

    CompiledPortfolio(CompiledBundle bundle, Map<String, MessageTemplate> notices) {
        this.bundle = bundle;
        this.notices = Map.copyOf(notices);
        Stream<String> read = bundle.compiledThresholds().stream()
                .flatMap(threshold -> threshold.rules().stream())
                .flatMap(rule -> Stream.concat(
                        rule.source().patterns().stream(),
                        rule.source().further().stream().map(RuleSource.Further::pattern)))
                .flatMap(pattern -> pattern.reads().stream())
                .map(property -> bundle.vocabulary().properties().get(property).metricId());
        Stream<String> shown = notices.values().stream().flatMap(notice -> notice.metricIds().stream());
        this.metricIds = Stream.concat(read, shown).distinct().sorted().toList();
    }

    /** A bundle that has these thresholds and nothing else. It is disposed of with the bundle that it is a part of. */
    public CompiledBundle bundle() {
        return bundle;
    }

    /** The thresholds, ordered by id. */
    public List<ThresholdDefinition> thresholds() {
        return bundle.thresholds();
    }

    /** The message that leadership gets when the flag of a threshold is raised or cleared; null when there is none. */
    public MessageTemplate notice(String thresholdId) {
        return notices.get(thresholdId);
    }

    /** The metrics that the rules of its thresholds and its messages read, each once, sorted. */
    public List<String> metricIds() {
        return metricIds;
    }

    /**
     * What its rules judge.
     *
     * @param figures metric id → figure of all customers; a metric that is left out is unknown
     */
    public static AccountFacts facts(Map<String, MetricValue> figures) {
        return new AccountFacts(ID, Map.of(), figures);
    }
}
