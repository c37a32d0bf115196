package io.tidewatch.metric.catalogue;

import io.tidewatch.metric.DayCount;
import io.tidewatch.metric.Direction;
import io.tidewatch.metric.JourneyStep;
import io.tidewatch.metric.LifecycleStage;
import io.tidewatch.metric.Membership;
import io.tidewatch.metric.MetricStatus;
import io.tidewatch.metric.MetricType;
import io.tidewatch.metric.Question;
import io.tidewatch.metric.Unit;
import io.tidewatch.metric.language.Band;
import io.tidewatch.metric.language.PeriodLength;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * One metric, as people and rules see it. How its value is computed is in {@link Catalogue#language()}.
 *
 * @param id lower-case words joined by hyphens; it never changes
 * @param name for people
 * @param description for people
 * @param questions at least one; NONE stands alone
 * @param type leading, lagging, …
 * @param focusArea for people, e.g. Retention
 * @param stages account stages it matters in, at least one
 * @param journeyStep step of the customer's journey
 * @param unit unit of the value
 * @param direction which way is good
 * @param status only TRACKED metrics are computed
 * @param period how long before the as-of day the earlier day lies; null when the metric has no period
 * @param windowDays without a period, the days that the metric counts; null when it counts none or different ones
 * @param membership the day that decides the group an account counts in
 * @param anchoring whether consumers count the value from a day that is published with it
 * @param group whether only groups of accounts have a value
 * @param addsOverAccounts whether values of accounts can be added up
 * @param fromReporting whether reporting computes it; else account-ingestion does
 * @param bands named ranges of the value, from the lowest on; empty when it has none
 * @param definitionHash SHA-256 (hex) of all that decides the value; names, texts and status may change without a new hash
 */
public record MetricDefinition(
        String id,
        String name,
        String description,
        List<Question> questions,
        MetricType type,
        String focusArea,
        List<LifecycleStage> stages,
        JourneyStep journeyStep,
        Unit unit,
        Direction direction,
        MetricStatus status,
        PeriodLength period,
        Integer windowDays,
        Membership membership,
        Anchoring anchoring,
        boolean group,
        boolean addsOverAccounts,
        boolean fromReporting,
        List<Band> bands,
        String definitionHash) {

    /** The end of the name of the property of a band. */
    public static final String BAND = "Band";

    public MetricDefinition {
        questions = List.copyOf(questions);
        stages = List.copyOf(stages);
        bands = List.copyOf(bands);
    }

    /**
     * The day before the window: the window has the days after it until the as-of day.
     *
     * @return the as-of day itself for a metric without a window
     */
    public LocalDate windowStart(LocalDate asOf) {
        if (period != null) {
            return period.before(asOf);
        }
        return windowDays == null ? asOf : asOf.minusDays(windowDays);
    }

    /** How many days the window that ends with {@code asOf} has; null for a metric without a window. */
    public Integer windowDays(LocalDate asOf) {
        return period == null && windowDays == null
                ? null
                : Integer.valueOf(Math.toIntExact(DayCount.between(windowStart(asOf), asOf)));
    }

    /** Whether rules can read it of an account: account-ingestion computes it for each. */
    public boolean ofAccounts() {
        return !group && !fromReporting;
    }

    /** The property rules read: the id in camel case, e.g. {@code daysSinceExecutiveContact}. */
    public String property() {
        StringBuilder property = new StringBuilder();
        for (String word : id.split("-")) {
            property.append(property.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return property.toString();
    }

    /** The property of its band, e.g. {@code customerHealthScoreBand}; empty for a metric without bands. */
    public Optional<String> bandProperty() {
        return bands.isEmpty() ? Optional.empty() : Optional.of(property() + BAND);
    }
}
