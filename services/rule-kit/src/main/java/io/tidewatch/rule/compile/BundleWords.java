package io.tidewatch.rule.compile;

import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The words that a bundle may use, for people and tools.
 *
 * @param facts fact type → its properties, in a stable order; the twins ending in Known and Unknown are left out
 * @param messageData name → its properties, or an empty text
 */
public record BundleWords(Map<String, List<Word>> facts, Map<String, String> messageData) {
    /**
     * One property.
     *
     * @param name as rules write it
     * @param type what it is compared with, for people
     * @param canBeUnknown whether it has the twins ending in Known and Unknown
     * @param meaning for people
     */
    public record Word(String name, String type, boolean canBeUnknown, String meaning) {}

    /** The words of a bundle with these metrics and playbooks. */
    public static BundleWords of(Catalogue catalogue, List<PlaybookDefinition> playbooks) {
        Map<String, List<Word>> facts = new LinkedHashMap<>();
        Map<String, PlaybookDefinition> byId = new TreeMap<>();
        playbooks.forEach(playbook -> byId.put(playbook.id(), playbook));
        Vocabulary vocabulary = new Vocabulary(catalogue, byId);
        Map<String, Map<String, Property>> types = new LinkedHashMap<>(vocabulary.facts());
        types.putAll(vocabulary.ofPortfolio().facts());
        types.forEach((type, properties) -> {
            List<Word> words = new ArrayList<>();
            for (Property property : properties.values()) {
                if (!twin(property, properties)) {
                    words.add(word(property, catalogue));
                }
            }
            facts.put(type, words);
        });
        Map<String, String> data = new TreeMap<>();
        MessageData.ALL.forEach((name, properties) -> data.put(name, String.join(", ", new TreeSet<>(properties))));
        data.put(
                "playbook",
                "task, the title of the task that reminders are about, else of the first one; window, due, and one for each escalation"
                        + " and each step of a sequence by its id, e.g. leadershipOutreach; times such as"
                        + " \"7 days\" or \"2 business days\"; guidance, in the message of a step of a journey");
        data.put(
                "metric",
                "the value of a tracked metric by its property, e.g. {metric.daysToRenewal}, or \"not known\"; with .explanation"
                        + " what it is made of, or why it is not known; {#if metric.daysToRenewal} asks whether it is known; the band of a metric with"
                        + " bands by the property of the band, e.g. {metric.customerHealthScoreBand}");
        data.put(
                "wins",
                "a list of confirmed outcomes and wins of the account since its last review, the newest first; each has day, sentence;"
                        + " {#if wins} asks whether there are any");
        data.put(
                "ownSteps",
                "a list of the steps of the customer's own plan and the objectives of its success plan that are due within a week or late,"
                        + " by their day; each has day, name; {#if ownSteps} asks whether there are any");
        data.put(
                "suggestions",
                "a list of what to talk about with the customer next, at most five: unused features that serve an open goal, products, stories"
                        + " of the same industry; each has reason, subject; only in texts for colleagues, not in drafts;"
                        + " {#if suggestions} asks whether there are any");
        data.put("missing", "a list of people who were not found; each has name, explanation");
        return new BundleWords(facts, data);
    }

    private static boolean twin(Property property, Map<String, Property> properties) {
        for (String ending : List.of("Known", "Unknown")) {
            String name = property.name();
            if (name.endsWith(ending) && properties.containsKey(name.substring(0, name.length() - ending.length()))) {
                return true;
            }
        }
        return false;
    }

    private static Word word(Property property, Catalogue catalogue) {
        String meaning = property.meaning();
        String type = property.words().isEmpty() ? property.type().words() : String.join(", ", property.words());
        if (property.metricId() != null && property.bands().isEmpty()) {
            MetricDefinition metric = catalogue.metric(property.metricId()).orElseThrow();
            type = switch (metric.unit()) {
                case PERCENT -> "percent, 0 to 100";
                case CURRENCY -> "money in minor units (cents)";
                case DAYS -> "whole days";
                case HOURS -> "hours";
                case MINUTES -> "minutes";
                case MONTHS -> "months";
                case RATIO -> "a share, 1 for the whole";
                case NUMBER -> "a number";
                case SCORE -> "points";
            };
            meaning = metric.name() + ". " + metric.description().strip().replaceAll("\\s+", " ") + " Needs records of "
                    + String.join(", ", catalogue.sources(metric.id())) + ".";
        }
        return new Word(property.name(), type, property.guard() != null, meaning);
    }
}
