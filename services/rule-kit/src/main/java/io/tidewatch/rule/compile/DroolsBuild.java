package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.ProblemList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.drools.compiler.kie.builder.impl.InternalKieModule;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.builder.ReleaseId;
import org.kie.api.runtime.KieContainer;

/**
 * Compiles checked rules with Drools. The class files are looked at (second layer) before any of them is defined, and
 * they are defined only when the container is made.
 */
final class DroolsBuild {
    /** Drools takes ever more time per rule the more rules it compiles at once. */
    private static final int TOGETHER = 250;

    private static final AtomicLong BUILDS = new AtomicLong();
    private static final String RUN_SOURCE = "src/main/java/rules/Run.java";
    private static final String RULES_SOURCE = "src/main/resources/rules/rules.drl";

    private final KieServices services = KieServices.get();
    private final ClassLoader classLoader = DroolsBuild.class.getClassLoader();
    private final Vocabulary vocabulary;

    DroolsBuild(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** Compiles rules that were made from rules which compile; fails when they do not. */
    List<RuleSessions.Part> buildChecked(List<RuleSource> rules) {
        ProblemList problems = new ProblemList();
        List<RuleSessions.Part> parts = build(rules, problems);
        if (!problems.isEmpty()) {
            throw new IllegalStateException("Changed rules do not compile: "
                    + problems.sorted().getFirst().describe());
        }
        return parts;
    }

    /**
     * Compiles the rules, so many together that the time grows with their number and not faster; where that fails, half by
     * half, to name the rule at fault.
     *
     * @return the parts; of no use when problems were added
     */
    List<RuleSessions.Part> build(List<RuleSource> rules, ProblemList problems) {
        List<RuleSessions.Part> parts = new ArrayList<>();
        for (List<RuleSource> together : groups(rules)) {
            if (!problems.isEmpty()) {
                break;
            }
            Built built = compile(GeneratedSources.rules(together));
            if (built.errors.isEmpty()) {
                parts.add(RuleSessions.Part.of(container(built.releaseId), together, vocabulary));
            } else {
                discard(built.releaseId);
                nameCulprits(together, built.errors.getFirst(), problems);
            }
            if (Thread.currentThread().isInterrupted()) {
                problems.add("bundle", 0, "Compiling was interrupted.");
            }
        }
        if (!problems.isEmpty()) {
            parts.forEach(part -> dispose(part.container()));
        }
        return parts;
    }

    /** Judgements lie apart from thresholds: both read accounts, and only one of the two may fire at a time. */
    private static List<List<RuleSource>> groups(List<RuleSource> rules) {
        List<List<RuleSource>> groups = new ArrayList<>();
        rules.stream()
                .collect(Collectors.partitioningBy(RuleSource::isThreshold))
                .values()
                .forEach(form -> {
                    List<RuleSource> left = form;
                    while (!left.isEmpty()) {
                        groups.add(left.subList(0, together(left)));
                        left = left.subList(together(left), left.size());
                    }
                });
        return groups;
    }

    /** How many of the rules, from the first on, are compiled together: at least one. */
    private static int together(List<RuleSource> rules) {
        int compiled = 0;
        for (int index = 0; index < rules.size(); index++) {
            compiled += 1 + rules.get(index).further().size();
            if (compiled > TOGETHER) {
                return Math.max(index, 1);
            }
        }
        return rules.size();
    }

    /** Releases the classes of a container. */
    static void dispose(KieContainer container) {
        container.dispose();
        KieServices.get().getRepository().removeKieModule(container.getReleaseId());
    }

    /** The rules are known to fail together with this error. */
    private void nameCulprits(List<RuleSource> rules, String error, ProblemList problems) {
        RuleSource first = rules.getFirst();
        if (rules.size() == 1) {
            problems.add(first.file(), first.line(), "The rule '" + first.name() + "' cannot be compiled: " + error);
            return;
        }
        int middle = rules.size() / 2;
        boolean found = false;
        for (List<RuleSource> half : List.of(rules.subList(0, middle), rules.subList(middle, rules.size()))) {
            Built built = compile(GeneratedSources.rules(half));
            discard(built.releaseId);
            if (!built.errors.isEmpty()) {
                found = true;
                nameCulprits(half, built.errors.getFirst(), problems);
            }
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
        }
        if (!found) {
            problems.add(first.file(), first.line(), "From this rule on, rules cannot be compiled together: " + error);
        }
    }

    /** What came of compiling a DRL text: its classes are defined nowhere yet. */
    record Built(ReleaseId releaseId, Map<String, byte[]> classes, List<String> errors) {}

    /** Compiles a DRL text and looks at its class files. Only for text that passed the first layer, and for tests. */
    Built compile(String drl) {
        ReleaseId releaseId = services.newReleaseId("io.tidewatch.rules", "bundle", "1." + BUILDS.incrementAndGet());
        KieFileSystem files = services.newKieFileSystem();
        files.generateAndWritePomXML(releaseId);
        files.write("src/main/java/rules/" + vocabulary.subject() + ".java", GeneratedSources.subject(vocabulary));
        files.write(RUN_SOURCE, GeneratedSources.run(vocabulary));
        vocabulary.records().values().stream()
                .filter(type -> drl.contains(type.className() + "("))
                .forEach(type -> files.write(
                        "src/main/java/rules/" + type.className() + ".java", GeneratedSources.record(type)));
        files.write(RULES_SOURCE, drl);
        KieBuilder builder = services.newKieBuilder(files, classLoader).buildAll(ExecutableModelProject.class);
        List<Message> errors = builder.getResults().getMessages(Message.Level.ERROR);
        if (!errors.isEmpty()) {
            return new Built(
                    releaseId, Map.of(), errors.stream().map(Message::getText).toList());
        }
        InternalKieModule module = (InternalKieModule) builder.getKieModule();
        Map<String, byte[]> classes = new LinkedHashMap<>();
        for (String name : module.getFileNames()) {
            if (name.endsWith(".class")) {
                classes.put(name, module.getBytes(name));
            }
        }
        return new Built(releaseId, classes, ClassFileCheck.check(classes));
    }

    /** Defines the classes. */
    private KieContainer container(ReleaseId releaseId) {
        return services.newKieContainer(releaseId, classLoader);
    }

    /** Forgets a compiled module. */
    void discard(ReleaseId releaseId) {
        services.getRepository().removeKieModule(releaseId);
    }
}
