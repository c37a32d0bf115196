package io.tidewatch.ingestion.suggestion;

import io.tidewatch.ingestion.suggestion.Suggestion.Source;
import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.metric.history.Rows;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds suggestions for one account in its records and in those without an account. Reads nothing and no clock. */
final class Suggesting {

    private static final int MOST = 10;

    private static final String FEATURE = "feature";
    private static final String MILESTONE = "milestone";

    private final AccountHistory account;
    private final AccountHistory everyone;
    private final List<Stories.Story> stories;
    private final LocalDate today;
    private final FeatureUse use;
    private final List<Feature> features;
    private final List<Goal> goals;

    /** A feature of the product; what is not known of it is null. */
    private record Feature(Source source, String name, String goal, String tier, String product) {}

    /** Something that the customer wants to reach; without a day it is null. */
    private record Goal(Source source, String name, LocalDate dueOn) {}

    /**
     * Of what is known on a day.
     *
     * @param everyone the records without an account
     * @param stories of other customers, the best first
     */
    Suggesting(AccountHistory account, AccountHistory everyone, List<Stories.Story> stories, LocalDate today) {
        this.account = account;
        this.everyone = everyone;
        this.stories = stories;
        this.today = today;
        this.use = FeatureUse.of(account, today);
        this.features = Stream.of(account, everyone)
                .flatMap(history -> rows(history, FEATURE).mapToObj(row -> feature(history, row)))
                .filter(feature -> feature.name() != null)
                .toList();
        this.goals = rows(account, MILESTONE)
                .mapToObj(this::openGoal)
                .filter(Objects::nonNull)
                .toList();
    }

    private static IntStream rows(AccountHistory history, String kind) {
        Rows rows = history.rows(kind);
        return rows == null ? IntStream.empty() : IntStream.range(0, rows.size());
    }

    private static Source source(AccountHistory history, String kind, int row) {
        return new Source(history.accountId(), kind, history.rows(kind).id(row));
    }

    private static Feature feature(AccountHistory history, int row) {
        return new Feature(
                source(history, FEATURE, row),
                history.text(FEATURE, row, "name"),
                history.text(FEATURE, row, "goal"),
                history.text(FEATURE, row, "tier"),
                history.text(FEATURE, row, "complementaryProduct"));
    }

    /** Null for one that was reached, or that has no name. */
    private Goal openGoal(int row) {
        String name = account.text(MILESTONE, row, "name");
        String reachedOn = account.text(MILESTONE, row, "reachedOn");
        String dueOn = account.text(MILESTONE, row, "dueOn");
        boolean open =
                name != null && (reachedOn == null || LocalDate.parse(reachedOn).isAfter(today));
        return open
                ? new Goal(source(account, MILESTONE, row), name, dueOn == null ? null : LocalDate.parse(dueOn))
                : null;
    }

    /** All suggestions, at most ten. */
    Suggestion.Found found() {
        List<Suggestion> all = new ArrayList<>(unused());
        all.addAll(products());
        stories.forEach(story -> all.add(new Suggestion(
                Suggestion.Type.STORY,
                story.headline(),
                story.accountName() + " is in the same industry, " + industry(account, today) + ".",
                List.of(new Source(story.accountId(), "account_update", story.id())))));
        return new Suggestion.Found(List.copyOf(all.subList(0, Math.min(MOST, all.size()))), missing());
    }

    private List<String> missing() {
        List<String> missing = new ArrayList<>();
        if (features.isEmpty()) {
            missing.add(
                    "No features are on record. Their records say which goal a feature serves and which product goes with it.");
        }
        if (goals.isEmpty()) {
            missing.add("The account has no open goal on record.");
        }
        if (use.problem() != null) {
            missing.add("It is not known which features the account does not use. " + use.problem());
        }
        if (industry(account, today) == null) {
            missing.add("The industry of the account is not on record, so no story was chosen.");
        }
        return missing;
    }

    /** A feature is suggested once, for the goal that is due first. */
    private List<Suggestion> unused() {
        if (use.problem() != null) {
            return List.of();
        }
        Set<String> suggested = new HashSet<>();
        List<Suggestion> unused = new ArrayList<>();
        goals.stream()
                .sorted(Comparator.comparing(Goal::dueOn, Comparator.nullsLast(Comparator.naturalOrder())))
                .forEach(goal -> features.stream()
                        .filter(feature ->
                                goal.name().equalsIgnoreCase(feature.goal()) && use.times(feature.name()) == 0)
                        .filter(feature -> suggested.add(feature.name().toLowerCase(Locale.ROOT)))
                        .forEach(feature -> unused.add(unused(feature, goal))));
        return unused;
    }

    private Suggestion unused(Feature feature, Goal goal) {
        String due = goal.dueOn() == null ? "" : ", due on " + goal.dueOn() + ",";
        String plan = plan();
        boolean otherPlan = feature.tier() != null && plan != null && !plan.equalsIgnoreCase(feature.tier());
        return new Suggestion(
                Suggestion.Type.FEATURE,
                feature.name(),
                "The goal \"" + goal.name() + "\"" + due + " is open, and nobody has used \"" + feature.name()
                        + "\", which serves it, since " + use.from() + "."
                        + (otherPlan
                                ? " The feature belongs to the plan \"" + feature.tier() + "\"; the account has \""
                                        + plan + "\"."
                                : ""),
                List.of(feature.source(), goal.source()));
    }

    private List<Suggestion> products() {
        Set<String> known = productsOnRecord();
        return features.stream()
                .filter(feature -> feature.product() != null && use.times(feature.name()) > 0)
                .sorted(Comparator.comparing((Feature feature) -> use.times(feature.name()))
                        .reversed()
                        .thenComparing(Feature::name))
                .filter(feature -> known.add(feature.product().toLowerCase(Locale.ROOT)))
                .map(feature -> new Suggestion(
                        Suggestion.Type.PRODUCT,
                        feature.product(),
                        "\"" + feature.product() + "\" goes with \"" + feature.name()
                                + "\", which the account has used "
                                + use.times(feature.name()) + " times since " + use.from()
                                + ". The account has no order, deal or plan of that product on record.",
                        List.of(feature.source())))
                .toList();
    }

    /** In small letters: what the account ordered or has as its plan, and what a deal that was not lost is about. */
    private Set<String> productsOnRecord() {
        Set<String> products = new HashSet<>();
        rows(account, "order").forEach(row -> products.add(account.text("order", row, "product")));
        rows(account, "opportunity")
                .filter(row -> !"LOST".equals(account.text("opportunity", row, "outcome")))
                .forEach(row -> products.add(account.text("opportunity", row, "product")));
        products.add(plan());
        Set<String> small = new HashSet<>();
        products.stream().filter(Objects::nonNull).forEach(name -> small.add(name.toLowerCase(Locale.ROOT)));
        return small;
    }

    /** The plan of the contract period that holds and began last; null when there is none. */
    private String plan() {
        String kind = "contract_period";
        return rows(account, kind)
                .filter(row ->
                        !LocalDate.parse(account.text(kind, row, "startDate")).isAfter(today))
                .filter(row -> account.text(kind, row, "endDate") == null
                        || LocalDate.parse(account.text(kind, row, "endDate")).isAfter(today))
                .mapToObj(row -> account.text(kind, row, "plan"))
                .filter(Objects::nonNull)
                .reduce(null, (before, next) -> next);
    }

    /** The industry of an account on a day; null when it is not known. */
    static String industry(AccountHistory account, LocalDate day) {
        int version = account.attributesOn((int) day.toEpochDay());
        return version < 0 ? null : account.text("account", version, "industry");
    }
}
