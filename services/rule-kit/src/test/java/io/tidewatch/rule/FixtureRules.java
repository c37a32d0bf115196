package io.tidewatch.rule;

import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.rule.bundle.RuleBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The rules these tests are about. They are not the ones under rules/, so an analyst's edit breaks no test here. */
public final class FixtureRules {
    private static final RuleBundle BUNDLE = RuleBundle.read(folder());

    private FixtureRules() {}

    /** Their folder. */
    public static Path folder() {
        return Path.of("src/test/resources/rules");
    }

    /** The bundle of that folder. */
    public static RuleBundle bundle() {
        return BUNDLE;
    }

    /** A second playbook, to be added, and its stories: it has words of its own, and its rules read metrics. */
    public static Map<String, String> adoptionPlan() {
        return Map.of(
                "playbooks/adoption-plan.playbook.yaml", resource("adoption-plan/adoption-plan.playbook.yaml"),
                "playbooks/adoption-plan.drl", resource("adoption-plan/adoption-plan.drl"),
                "scenarios/adoption-plan.yaml", resource("adoption-plan/scenarios.yaml"));
    }

    /** A playbook that judges by records, to be added, with a kind of record and stories. */
    public static Map<String, String> trainingPlan() {
        return Map.of(
                "records/training.yaml", resource("records/training.yaml"),
                "playbooks/training-plan.playbook.yaml", resource("records/training-plan.playbook.yaml"),
                "playbooks/training-plan.drl", resource("records/training-plan.drl"),
                "scenarios/training-plan.yaml", resource("records/scenarios.yaml"));
    }

    /** A playbook without a flag, to be added and to be opened by another one, and its message. */
    public static Map<String, String> rescue() {
        return Map.of(
                "playbooks/rescue.playbook.yaml", resource("rescue/rescue.playbook.yaml"),
                "playbooks/rescue.drl", resource("rescue/rescue.drl"),
                "messages/rescue-task.yaml", resource("rescue/rescue-task.yaml"));
    }

    /** Packs in which each business model has other thresholds, to be added. */
    public static Map<String, String> packs() {
        return Map.of("thresholds/packs.yaml", resource("packs/packs.yaml"));
    }

    /** A journey of two steps, to be added, with its metric, its message and a story. */
    public static Map<String, String> journey() {
        return Map.of(
                "metrics/days-since-start.yaml", resource("journey/days-since-start.yaml"),
                "journeys/onboarding.yaml", resource("journey/onboarding.yaml"),
                "messages/journey-step.yaml", resource("journey/journey-step.yaml"),
                "scenarios/onboarding.yaml", resource("journey/scenarios.yaml"),
                "scenarios/metrics/days-since-start.yaml", resource("journey/examples.yaml"));
    }

    private static String resource(String name) {
        try {
            return Files.readString(Path.of("src/test/resources", name));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The files of its catalogue: records, shared words and metrics; may be changed. */
    public static Map<String, String> catalogueFiles() {
        return new TreeMap<>(Catalogue.parse(BUNDLE.files()).files());
    }

    /** The bundle with some files replaced or added. */
    public static RuleBundle with(Map<String, String> changed) {
        Map<String, String> files = new TreeMap<>(BUNDLE.files());
        files.putAll(changed);
        return RuleBundle.of(files);
    }
}
