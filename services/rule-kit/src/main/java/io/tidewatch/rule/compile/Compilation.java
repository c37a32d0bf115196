package io.tidewatch.rule.compile;

import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.bundle.BundleRefusedException;
import io.tidewatch.rule.bundle.Origin;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.calendar.Calendars;
import io.tidewatch.rule.journey.JourneyDefinition;
import io.tidewatch.rule.journey.JourneyStep;
import io.tidewatch.rule.message.MessageTemplate;
import io.tidewatch.rule.pack.Packs;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compiles one bundle: reads and checks all of its files, then builds the rules. */
final class Compilation {
    private static final int MOST_RULES = 2000;
    private static final String PLAYBOOK = ".playbook.yaml";

    private final RuleBundle bundle;
    private final ProblemList problems = new ProblemList();

    Compilation(RuleBundle bundle) {
        this.bundle = bundle;
    }

    CompiledBundle compile() {
        MisplacedFiles.check(bundle.files(), problems);
        refuseIfWrong();
        Catalogue catalogue = Catalogue.parse(bundle.files(), problems);
        if (problems.isEmpty() && catalogue.tracked().isEmpty()) {
            problems.add("metrics", 0, "A bundle needs at least one metric with status TRACKED.");
        }
        // Without the metrics every rule would be wrong, so their problems are reported alone.
        refuseIfWrong();
        Vocabulary ofAccounts = new Vocabulary(catalogue, Map.of());
        Map<String, String> twice = new TreeMap<>(ofAccounts.ofPortfolio().namesGivenTwice());
        twice.putAll(ofAccounts.namesGivenTwice());
        twice.forEach((metric, name) -> problems.add(
                "metrics/" + metric + ".yaml",
                1,
                "In rules the metric '" + metric + "' would have the name '" + name + "', which is already in use."));
        refuseIfWrong();
        List<RuleSource> thresholdRules = rules("thresholds", RuleForm.THRESHOLD, ofAccounts, 0);
        List<JourneyDefinition> journeys =
                JourneyFiles.read(bundle.files(Origin.JOURNEYS), ofAccounts, messageIds(), problems);
        for (JourneyDefinition journey : journeys) {
            thresholdRules.addAll(
                    JourneyRules.thresholds(journey, ofAccounts, nextNumber(thresholdRules, 0), problems));
        }
        int firstJudgement = nextNumber(thresholdRules, 0);
        refuseTooMany(firstJudgement);
        Map<Boolean, List<RuleSource>> ofPortfolio =
                thresholdRules.stream().collect(Collectors.partitioningBy(RuleSource::isOfPortfolio));
        List<CompiledThreshold> thresholds = Thresholds.of(ofPortfolio.get(false), ofAccounts, problems);
        List<CompiledThreshold> portfolioThresholds =
                Thresholds.of(ofPortfolio.get(true), ofAccounts.ofPortfolio(), problems);
        checkIds(thresholds, portfolioThresholds);
        if (problems.isEmpty() && thresholds.isEmpty()) {
            // Without rules every flag would be cleared.
            problems.add("thresholds", 0, "A bundle needs at least one threshold of accounts.");
        }
        boolean readable = problems.isEmpty();
        // Of thresholds that could not be read nobody can say which the packs lack.
        Packs packs =
                readable ? PackFile.read(bundle.files().get(Packs.FILE), thresholds, ofAccounts, problems) : Packs.NONE;
        // A threshold that could not be read is not reported a second time, as missing for a playbook.
        Map<String, List<String>> metricsOfThresholds = !readable
                ? null
                : Stream.concat(thresholds.stream(), portfolioThresholds.stream())
                        .map(CompiledThreshold::definition)
                        .collect(Collectors.toMap(ThresholdDefinition::id, ThresholdDefinition::metricIds));
        MessageMetrics messageMetrics = new MessageMetrics(catalogue);
        Map<String, MessageTemplate> messages = MessageFiles.read(bundle.files("messages"), messageMetrics, problems);
        Map<String, MessageTemplate> notices =
                PortfolioNotices.of(portfolioThresholds, messages, messageIds(), messageMetrics, problems);
        Calendars calendars = CalendarFile.read(bundle.files().get(RuleBundle.CALENDAR), catalogue, problems);
        int before = problems.size();
        Map<String, PlaybookDefinition> playbooks = PlaybookFiles.read(
                ending(bundle.files("playbooks"), PLAYBOOK),
                catalogue,
                metricsOfThresholds,
                messageIds(),
                messages,
                calendars,
                problems);
        addPlaybooks(journeys, playbooks);
        refusePlaybooksOfPortfolio(playbooks, portfolioThresholds);
        Vocabulary vocabulary = new Vocabulary(catalogue, playbooks);
        // With wrong words in a playbook its judgement rules would be wrong, too, so its problems are reported first.
        List<RuleSource> judgementRules =
                problems.size() > before ? List.of() : judgementRules(journeys, vocabulary, firstJudgement);
        refuseTooMany(nextNumber(judgementRules, firstJudgement));
        // Judgements and playbooks are compared only when both could be read.
        refuseIfWrong();
        Map<String, Map<String, MessageTemplate>> messagesOf = PlaybookMessages.of(
                playbooks, messages, bundle.files("messages"), messageMetrics, guidance(journeys), problems);
        JudgementRules judgements = JudgementRules.of(judgementRules, playbooks, problems);
        refuseIfWrong();
        List<RuleSource> all = new ArrayList<>(ofPortfolio.get(false));
        all.addAll(judgementRules);
        List<RuleSessions.Part> parts = new DroolsBuild(vocabulary).build(all, problems);
        refuseIfWrong();
        RuleSessions sessions = new RuleSessions(parts);
        RuleSessions ofPortfolioRules = portfolioSessions(vocabulary.ofPortfolio(), ofPortfolio.get(true), sessions);
        CompiledBundle portfolio = CompiledBundle.ofThresholds(
                bundle.hash(), vocabulary.ofPortfolio(), catalogue, portfolioThresholds, ofPortfolioRules);
        return new CompiledBundle(
                bundle.hash(),
                new CompiledPortfolio(portfolio, notices),
                vocabulary,
                catalogue,
                thresholds,
                packs,
                List.copyOf(playbooks.values()),
                journeys,
                judgements,
                messages,
                messagesOf,
                calendars,
                sessions);
    }

    /** The rules of the portfolio, built; those that are built already are given up when they cannot be. */
    private RuleSessions portfolioSessions(Vocabulary words, List<RuleSource> rules, RuleSessions others) {
        List<RuleSessions.Part> parts = new DroolsBuild(words).build(rules, problems);
        if (!problems.isEmpty()) {
            others.dispose();
        }
        refuseIfWrong();
        return new RuleSessions(parts);
    }

    private void refusePlaybooksOfPortfolio(
            Map<String, PlaybookDefinition> playbooks, List<CompiledThreshold> ofPortfolio) {
        Set<String> ids = ofPortfolio.stream()
                .map(threshold -> threshold.definition().id())
                .collect(Collectors.toSet());
        playbooks.values().stream()
                .filter(playbook -> playbook.thresholdId() != null && ids.contains(playbook.thresholdId()))
                .forEach(
                        playbook -> problems.add(
                                playbook.file(),
                                0,
                                "The threshold '" + playbook.thresholdId()
                                        + "' is about the portfolio, and a playbook runs for"
                                        + " one account. Name the message to leadership in @message of the threshold instead."));
    }

    /** An id belongs to one threshold, so that people and scenarios can name it. */
    private void checkIds(List<CompiledThreshold> ofAccounts, List<CompiledThreshold> ofPortfolio) {
        Map<String, ThresholdDefinition> taken = new TreeMap<>();
        ofAccounts.forEach(threshold -> taken.put(threshold.definition().id(), threshold.definition()));
        for (CompiledThreshold threshold : ofPortfolio) {
            ThresholdDefinition other = taken.get(threshold.definition().id());
            if (other != null) {
                problems.add(
                        threshold.definition().file(),
                        threshold.definition().line(),
                        "The threshold '" + other.id() + "' of accounts in " + other.file()
                                + " has the same id; a threshold of the portfolio needs one of its own.");
            }
        }
    }

    private void addPlaybooks(List<JourneyDefinition> journeys, Map<String, PlaybookDefinition> playbooks) {
        for (JourneyDefinition journey : journeys) {
            for (JourneyStep step : journey.steps()) {
                if (playbooks.put(step.thresholdId(), JourneyRules.playbook(journey, step)) != null) {
                    problems.add(
                            journey.file(),
                            step.line(),
                            "There is already a playbook '" + step.thresholdId()
                                    + "', which is the id of the playbook of this step.");
                }
            }
        }
    }

    private List<RuleSource> judgementRules(List<JourneyDefinition> journeys, Vocabulary vocabulary, int firstNumber) {
        List<RuleSource> rules = rules("playbooks", RuleForm.JUDGEMENT, vocabulary, firstNumber);
        for (JourneyDefinition journey : journeys) {
            rules.addAll(JourneyRules.judgements(journey, vocabulary, nextNumber(rules, firstNumber), problems));
        }
        return rules;
    }

    /** Playbook id → what its messages say under {@code playbook.guidance}. */
    private static Map<String, String> guidance(List<JourneyDefinition> journeys) {
        return journeys.stream()
                .flatMap(journey -> journey.steps().stream())
                .collect(Collectors.toMap(JourneyStep::thresholdId, JourneyStep::guidance));
    }

    private List<RuleSource> rules(String folder, RuleForm form, Vocabulary vocabulary, int firstNumber) {
        List<RuleSource> rules = new ArrayList<>();
        bundle.files(folder).forEach((file, text) -> {
            int next = nextNumber(rules, firstNumber);
            if (file.endsWith(".drl")) {
                rules.addAll(RuleFile.read(file, text, form, vocabulary, next, Place::line, problems));
            } else if (Origin.of(file) == Origin.TABLE && !isSavedTwice(file)) {
                DecisionTable.Written table = DecisionTable.write(file, text, form, vocabulary, problems);
                if (table != null) {
                    rules.addAll(RuleFile.read(file, table.drl(), form, vocabulary, next, table.placeOf(), problems));
                }
            }
        });
        return rules;
    }

    /** Of a table that is there as CSV and as a workbook, people would change one and look at the other. */
    private boolean isSavedTwice(String file) {
        String csv = file.replaceFirst("\\.xlsx$", ".csv");
        boolean twice = !csv.equals(file) && bundle.files().containsKey(csv);
        if (twice) {
            problems.add(file, 0, "The table is also in " + csv + ". Delete one of the two files.");
        }
        return twice;
    }

    /** The number after those that the rules have taken. */
    private static int nextNumber(List<RuleSource> rules, int firstNumber) {
        return rules.isEmpty() ? firstNumber : rules.getLast().lastNumber() + 1;
    }

    /** The ids of the messages, whether they could be read or not: each is the name of its file. */
    private List<String> messageIds() {
        return bundle.files("messages").keySet().stream()
                .map(file -> file.substring(file.lastIndexOf('/') + 1))
                .filter(file -> file.endsWith(".yaml"))
                .map(file -> file.substring(0, file.length() - ".yaml".length()))
                .toList();
    }

    private static Map<String, String> ending(Map<String, String> files, String ending) {
        Map<String, String> found = new TreeMap<>(files);
        found.keySet().removeIf(file -> !file.endsWith(ending));
        return found;
    }

    private void refuseTooMany(int rules) {
        if (rules > MOST_RULES) {
            problems.add("bundle", 0, "A bundle can have at most " + MOST_RULES + " rules.");
            refuseIfWrong();
        }
    }

    private void refuseIfWrong() {
        if (!problems.isEmpty()) {
            throw new BundleRefusedException(problems.sorted());
        }
    }
}
