package io.tidewatch.metric;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.tidewatch.metric.catalogue.CanonicalJson;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One metric: one definition for rules, reports and every grouping.
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
 * @param kind how the value comes from the measures
 * @param windowDays length of the window in days for the kinds that count what happened in it, else null
 * @param windowMonths how many calendar months the earlier day lies before the as-of day for the kind that compares two
 *     days, else null
 * @param numerator the measure; for AGE and COUNTDOWN the anchor, for STATE the state
 * @param denominator the second measure of ratios and means, else null. A denominator of 0 makes the value unknown.
 * @param coverage kinds of data that must be covered on the as-of day, or the value is unknown; empty for metrics of
 *     contract periods alone, which are unknown anyway where no source delivers contract periods
 * @param addsOverAccounts whether values of accounts can be added up
 * @param addsOverDays whether values of days can be added up
 * @param membership the day that decides the group an account counts in
 * @param status only TRACKED metrics are computed
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
        MetricKind kind,
        Integer windowDays,
        Integer windowMonths,
        @JsonAlias({"anchor", "measure"}) MeasureUse numerator,
        MeasureUse denominator,
        List<ObservationKind> coverage,
        boolean addsOverAccounts,
        boolean addsOverDays,
        Membership membership,
        MetricStatus status) {

    public MetricDefinition {
        questions = List.copyOf(questions);
        stages = List.copyOf(stages);
        coverage = coverage == null
                ? List.of()
                : coverage.stream().sorted().distinct().toList();
    }

    /** SHA-256 (hex) of what decides the value; names, texts and status may change without a new hash. */
    public String definitionHash() {
        Map<String, Object> deciding = new LinkedHashMap<>();
        deciding.put("coverage", coverage);
        deciding.put("denominator", denominator);
        deciding.put("kind", kind);
        deciding.put("membership", membership);
        deciding.put("numerator", numerator);
        deciding.put("unit", unit);
        deciding.put("windowDays", windowDays);
        deciding.put("windowMonths", windowMonths);
        return CanonicalJson.hash(deciding);
    }

    /**
     * The day before the window: the window has the days after it until the as-of day. A year before 29 February is 28
     * February.
     *
     * @return the as-of day itself for a metric without a window
     */
    public LocalDate windowStart(LocalDate asOf) {
        if (windowMonths != null) {
            return asOf.minusMonths(windowMonths);
        }
        return windowDays == null ? asOf : asOf.minusDays(windowDays);
    }

    /** How many days the window that ends with {@code asOf} has; null for a metric without a window. */
    public Integer windowDays(LocalDate asOf) {
        return windowDays == null && windowMonths == null
                ? null
                : Integer.valueOf(Math.toIntExact(DayCount.between(windowStart(asOf), asOf)));
    }

    /** The property rules read: the id in camel case, e.g. {@code daysSinceExecutiveContact}. */
    public String property() {
        StringBuilder property = new StringBuilder();
        for (String word : id.split("-")) {
            property.append(property.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return property.toString();
    }
}
