package io.tidewatch.rule.compile;

import io.tidewatch.metric.DayCount;
import io.tidewatch.metric.Question;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.rule.calendar.Calendars;
import io.tidewatch.rule.journey.JourneyDefinition;
import io.tidewatch.rule.journey.JourneyProgress;
import io.tidewatch.rule.journey.OwnStep;
import io.tidewatch.rule.message.MessageTemplate;
import io.tidewatch.rule.message.Win;
import io.tidewatch.rule.pack.Packs;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import io.tidewatch.rule.playbook.PlaybookEngine;
import io.tidewatch.rule.threshold.AccountAttribute;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.FactOrder;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Stream;

/**
 * A bundle that has passed every check and can judge. Thread-safe: any number of threads may judge at once. Dispose of it
 * when it is no longer the active one; judging after that throws {@link IllegalStateException}.
 */
public final class CompiledBundle implements AutoCloseable {
    private final String hash;
    private final CompiledPortfolio portfolio;
    private final Vocabulary vocabulary;
    private final Catalogue catalogue;
    private final FactOrder order;
    private final List<CompiledThreshold> thresholds;
    private final int thresholdRules;
    private final Packs packs;
    private final List<PlaybookDefinition> playbooks;
    private final List<JourneyDefinition> journeys;
    private final Map<String, JourneyDefinition> byStep = new HashMap<>();
    private final Map<String, MessageTemplate> messages;
    private final Map<String, Map<String, MessageTemplate>> messagesOf;
    private final Calendars calendars;
    private final RuleSessions sessions;
    private final ThresholdJudge judge;
    private final JudgementRules judgements;
    private final RunRuleJudge runJudge;
    private final PlaybookEngine engine;

    /**
     * A bundle.
     *
     * @param portfolio its thresholds of the portfolio; null of a part of a bundle
     */
    CompiledBundle(
            String hash,
            CompiledPortfolio portfolio,
            Vocabulary vocabulary,
            Catalogue catalogue,
            List<CompiledThreshold> thresholds,
            Packs packs,
            List<PlaybookDefinition> playbooks,
            List<JourneyDefinition> journeys,
            JudgementRules judgements,
            Map<String, MessageTemplate> messages,
            Map<String, Map<String, MessageTemplate>> messagesOf,
            Calendars calendars,
            RuleSessions sessions) {
        this.hash = hash;
        this.portfolio = portfolio;
        this.vocabulary = vocabulary;
        this.catalogue = catalogue;
        this.order = vocabulary.order();
        this.thresholds = List.copyOf(thresholds);
        this.thresholdRules =
                thresholds.stream().mapToInt(CompiledThreshold::compiledRules).sum();
        this.packs = packs;
        this.playbooks = List.copyOf(playbooks);
        this.journeys = List.copyOf(journeys);
        journeys.forEach(journey -> journey.steps().forEach(step -> byStep.put(step.thresholdId(), journey)));
        this.messages = Map.copyOf(messages);
        this.messagesOf = Map.copyOf(messagesOf);
        this.calendars = calendars;
        this.sessions = sessions;
        this.judgements = judgements;
        this.judge =
                new ThresholdJudge(sessions, vocabulary, this.thresholds, packs, new EvidenceWriter(hash, vocabulary));
        this.runJudge = new RunRuleJudge(sessions, vocabulary, judgements);
        this.engine = new PlaybookEngine(this.playbooks, calendars, runJudge);
    }

    /** The same bundle, judged in other sessions of its rules. */
    CompiledBundle with(RuleSessions other) {
        return with(packs, other);
    }

    /**
     * The same bundle with every threshold on for every account: scenarios test rules, whoever is watched by them at present. Shares
     * the compiled classes, so only one of the two is to be disposed of.
     */
    public CompiledBundle withAllOn() {
        return with(Packs.NONE, sessions);
    }

    private CompiledBundle with(Packs switches, RuleSessions other) {
        return new CompiledBundle(
                hash,
                portfolio,
                vocabulary,
                catalogue,
                thresholds,
                switches,
                playbooks,
                journeys,
                judgements,
                messages,
                messagesOf,
                calendars,
                other);
    }

    /** A bundle with the metrics of this one and other thresholds, without playbooks. */
    CompiledBundle with(List<CompiledThreshold> others, RuleSessions ofOthers) {
        return ofThresholds(hash, vocabulary, catalogue, others, ofOthers);
    }

    /** A bundle with some of the thresholds and playbooks of this one, and other judgements; without portfolio, journeys and messages. */
    CompiledBundle with(
            List<CompiledThreshold> some,
            List<PlaybookDefinition> playbooksOfThem,
            JudgementRules others,
            RuleSessions ofOthers) {
        return new CompiledBundle(
                hash,
                null,
                vocabulary,
                catalogue,
                some,
                Packs.NONE,
                playbooksOfThem,
                List.of(),
                others,
                Map.of(),
                Map.of(),
                calendars,
                ofOthers);
    }

    /** A bundle that has only thresholds. */
    static CompiledBundle ofThresholds(
            String hash,
            Vocabulary vocabulary,
            Catalogue catalogue,
            List<CompiledThreshold> thresholds,
            RuleSessions sessions) {
        JudgementRules none = JudgementRules.of(List.of(), Map.of(), new ProblemList());
        return new CompiledBundle(
                hash,
                null,
                vocabulary,
                catalogue,
                thresholds,
                Packs.NONE,
                List.of(),
                List.of(),
                none,
                Map.of(),
                Map.of(),
                Calendars.NONE,
                sessions);
    }

    Vocabulary vocabulary() {
        return vocabulary;
    }

    List<CompiledThreshold> compiledThresholds() {
        return thresholds;
    }

    JudgementRules judgements() {
        return judgements;
    }

    RuleSessions sessions() {
        return sessions;
    }

    /** Hash of the bundle. */
    public String hash() {
        return hash;
    }

    /** The metrics of the bundle. */
    public Catalogue catalogue() {
        return catalogue;
    }

    /** The thresholds of the portfolio; not to be asked of what is itself a part of a bundle. */
    public CompiledPortfolio portfolio() {
        return portfolio;
    }

    /** The order in which facts are judged fastest. */
    public FactOrder order() {
        return order;
    }

    /** The thresholds of accounts, ordered by id. */
    public List<ThresholdDefinition> thresholds() {
        return thresholds.stream().map(CompiledThreshold::definition).toList();
    }

    /** Which thresholds watch the accounts of which business model. */
    public Packs packs() {
        return packs;
    }

    /**
     * The questions that no threshold answers which is on for the accounts of a business model, each with the thresholds that would
     * answer it if they were switched on: those of the pack of the business model first, the most important one first.
     */
    public Map<Question, List<String>> unanswered(String businessModel) {
        Map<Question, List<String>> unanswered = new LinkedHashMap<>();
        Stream.of(Question.RENEW, Question.GROW, Question.ADVOCATE)
                .filter(question -> thresholds.stream()
                        .map(CompiledThreshold::definition)
                        .filter(threshold -> packs.isOn(threshold.id(), businessModel))
                        .noneMatch(threshold -> answers(threshold.id(), question, businessModel)))
                .forEach(question -> unanswered.put(
                        question,
                        packs.off(businessModel).stream()
                                .filter(id -> answers(id, question, businessModel))
                                .toList()));
        return unanswered;
    }

    private boolean answers(String thresholdId, Question question, String businessModel) {
        Map<String, Property> account = vocabulary.fact(Vocabulary.ACCOUNT);
        return thresholds.stream()
                .filter(threshold -> threshold.definition().id().equals(thresholdId))
                .anyMatch(threshold ->
                        threshold.definition().question() == question && threshold.isAbout(businessModel, account));
    }

    /** The playbooks, ordered by id. */
    public List<PlaybookDefinition> playbooks() {
        return playbooks;
    }

    /** The journeys, ordered by id. */
    public List<JourneyDefinition> journeys() {
        return journeys;
    }

    /** The journey of which this is the threshold, or the playbook, of a step; empty for another one. */
    public Optional<JourneyDefinition> journeyOf(String thresholdId) {
        return Optional.ofNullable(byStep.get(thresholdId));
    }

    /**
     * Where an account stands on the journeys that are for it, step by step in the order of each journey. Empty for an
     * account that is not a customer. A journey is left out while it is not known whether it is for the account.
     *
     * @param asOf business time; days count to its UTC day
     */
    public List<JourneyProgress> progress(AccountFacts facts, Instant asOf) {
        AccountResults results = judge.judge(List.of(facts), asOf).getFirst();
        LocalDate today = DayCount.dayOf(asOf);
        AccountRow account = AccountRow.of(facts, vocabulary, today);
        return journeys.stream()
                .filter(journey -> facts.customer() && isFor(journey, facts, results))
                .flatMap(journey -> journey.steps().stream()
                        .filter(step ->
                                packs.isOn(step.thresholdId(), facts.attribute(AccountAttribute.BUSINESS_MODEL)))
                        .map(step -> JourneyProgress.of(
                                journey,
                                step,
                                results.of(step.thresholdId()),
                                runJudge.succeeds(step.thresholdId(), facts.accountId(), account),
                                facts,
                                today)))
                .toList();
    }

    private static boolean isFor(JourneyDefinition journey, AccountFacts facts, AccountResults results) {
        return journey.attributes().stream().allMatch(attribute -> facts.attribute(attribute) != null)
                && !results.isOutside(journey.steps().getFirst().thresholdId());
    }

    /**
     * A message as one playbook sends it, with the values of that playbook put in.
     *
     * @param messageId null for an action without a message
     * @return null when the playbook does not send it
     */
    public MessageTemplate message(String playbookId, String messageId) {
        return messageId == null
                ? null
                : messagesOf.getOrDefault(playbookId, Map.of()).get(messageId);
    }

    /** Message id → template as written, without the values of any playbook. */
    public Map<String, MessageTemplate> messages() {
        return messages;
    }

    /**
     * Judges every threshold for every account, in the order of the accounts and, for each, of the threshold ids. Blocks
     * for as long as the rules take (microseconds per account): call it from a worker thread.
     *
     * <p>The outcome is RAISE when a rule of the threshold fires. Else it is CLEAR when every rule is clear, UNKNOWN when
     * one that is not clear reads something unknown, and STAYS when all that they read is known. A rule is clear when its
     * {@code @clear} holds or, if it has none, when all that it reads is known. It is also clear for an account that it is
     * known not to be about. CLEAR has the level HEALTHY when every rule that is about the account and has {@code @healthy}
     * holds it, and at least one does. It is OFF for an account whose business model the threshold does not watch.
     *
     * @param accounts any number; they are judged in batches
     * @param asOf business time; ages count to its UTC day
     * @return one per account, with one result per threshold
     */
    public List<AccountResults> evaluate(List<AccountFacts> accounts, Instant asOf) {
        return judge.judge(accounts, asOf);
    }

    /** How many rules one account is judged by; a measure of the work. */
    public int thresholdRules() {
        return thresholdRules;
    }

    /**
     * How many combinations of records one judging of a run looks at; a measure of its work and memory.
     *
     * @param records how many touchpoints and other records the account has
     */
    public long combinations(int records) {
        return judgements.combinations(records);
    }

    /**
     * The kinds of record that judgements read, touchpoints apart, that messages cite, or of which customers have steps of their own; in
     * order.
     */
    public SortedSet<String> judgedKinds() {
        SortedSet<String> kinds = runJudge.kinds();
        if (cites(MessageTemplate.WINS)) {
            Win.KINDS.stream()
                    .filter(kind -> catalogue.language().vocabulary().kind(kind) != null)
                    .forEach(kinds::add);
        }
        if (cites(MessageTemplate.OWN_STEPS) || journeys.stream().anyMatch(journey -> journey.ownSteps() != null)) {
            kinds.add(OwnStep.KIND);
        }
        return kinds;
    }

    /** Whether a playbook sends a message with this list. */
    boolean cites(String list) {
        return messagesOf.values().stream()
                .flatMap(messages -> messages.values().stream())
                .anyMatch(message -> message.lists(list));
    }

    /** Runs the playbooks, judged by the judgements of this bundle. */
    public PlaybookEngine playbookEngine() {
        return engine;
    }

    /**
     * Runs the playbooks where judgements hold from given times on, whatever their rules say; for drills.
     *
     * @param answers judgement words, {@code success} and {@code failure}, each with the time from which it holds
     */
    public PlaybookEngine playbookEngine(Map<String, Instant> answers) {
        return new PlaybookEngine(
                playbooks,
                calendars,
                (run, facts, touchpoints, now) -> runJudge.judge(run, facts, touchpoints, now, answers));
    }

    /** Releases the compiled classes. Waits for judging that is under way. Disposing twice does nothing. */
    public void dispose() {
        sessions.dispose();
        if (portfolio != null) {
            portfolio.bundle().dispose();
        }
    }

    /** {@link #dispose()}. */
    @Override
    public void close() {
        dispose();
    }
}
