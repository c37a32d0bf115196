package io.tidewatch.benchmarks.base;

import static io.tidewatch.benchmarks.base.WrittenBase.date;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Metrics of a day by account, as their definitions have them, from the records alone. */
final class RecordedMetrics {

    private final WrittenBase base;
    private final LocalDate day;

    RecordedMetrics(WrittenBase base, LocalDate day) {
        this.base = base;
        this.day = day;
    }

    /** The metric of every account that has a value; percentages as people see them, money in units of its currency. */
    Map<String, Double> values(String metric) {
        return switch (metric) {
            case "nps" -> nps();
            case "csat" ->
                shares(surveys("CSAT"), row -> new BigDecimal(row.get("score")).compareTo(BigDecimal.valueOf(4)) >= 0);
            case "first-contact-resolution" ->
                shares(
                        rows("tidewatch-tickets", row -> in(row, "resolved_at", day.minusDays(104), day.minusDays(14))),
                        row -> row.get("contacts_needed").equals("1") && !known(row, "reopened_at"));
            case "goal-attainment" ->
                shares(
                        rows(
                                "milestone",
                                row -> row.get("plan").equals("OBJECTIVE")
                                        && in(row, "dueOn", day.minusDays(365), day)),
                        row -> known(row, "reachedOn") && row.get("confirmed").equals("true"));
            case "purchase-frequency" -> counts(rows("order", row -> in(row, "orderedOn", day.minusDays(365), day)));
            case "time-to-first-value" -> timeToFirstValue();
            case "activation-rate" -> activationRate();
            case "reference-willingness" -> willingness();
            case "business-reviews-held" -> businessReviews();
            case "expansion-revenue" -> expansion();
            default -> throw new IllegalArgumentException("The test does not know how to compute " + metric);
        };
    }

    /** The mean score of the answers of the last 90 days. */
    Map<String, Double> means(String instrument) {
        Map<String, List<Double>> scores = new HashMap<>();
        surveys(instrument).forEach(row -> scores.computeIfAbsent(row.get("account"), id -> new ArrayList<>())
                .add(Double.valueOf(row.get("score"))));
        Map<String, Double> means = new TreeMap<>();
        scores.forEach((id, all) ->
                means.put(id, all.stream().mapToDouble(score -> score).average().orElseThrow()));
        return means;
    }

    private Map<String, Double> nps() {
        Map<String, Double> promoters = shares(surveys("NPS"), row -> Integer.parseInt(row.get("score")) >= 9);
        Map<String, Double> detractors = shares(surveys("NPS"), row -> Integer.parseInt(row.get("score")) <= 6);
        promoters.replaceAll((id, share) -> share - detractors.get(id));
        return promoters;
    }

    private Map<String, Double> timeToFirstValue() {
        Map<String, LocalDate> signed = first("tidewatch-contract-periods", "signed_on", row -> true);
        Map<String, LocalDate> reached =
                first("milestone", "reachedOn", row -> row.get("plan").equals("VALUE"));
        Map<String, Double> days = new TreeMap<>();
        signed.forEach((id, from) -> {
            if (reached.containsKey(id) && ChronoUnit.DAYS.between(from, day) <= 365) {
                days.put(id, (double) ChronoUnit.DAYS.between(from, reached.get(id)));
            }
        });
        return days;
    }

    private Map<String, Double> activationRate() {
        Map<String, List<LocalDate>> activations = new HashMap<>();
        for (WrittenBase.Row row : base.rows("milestone")) {
            if (row.get("plan").equals("ACTIVATION") && known(row, "user") && known(row, "reachedOn")) {
                activations
                        .computeIfAbsent(row.get("user"), user -> new ArrayList<>())
                        .add(date(row, "reachedOn"));
            }
        }
        return shares(
                rows("tidewatch-users", row -> in(row, "created_on", day.minusDays(104), day.minusDays(14))),
                row -> activations.getOrDefault(row.get("user_id"), List.of()).stream()
                        .anyMatch(on -> !on.isBefore(date(row, "created_on"))
                                && on.isBefore(date(row, "created_on").plusDays(14))));
    }

    private Map<String, Double> willingness() {
        Map<String, Double> shares = shares(
                rows(
                        "advocacy_act",
                        row -> row.get("act").equals("REFERENCE") && in(row, "askedOn", day.minusDays(365), day)),
                row -> known(row, "agreedOn"));
        shares.replaceAll((id, share) -> share > 0 ? 100.0 : 0.0);
        return shares;
    }

    private Map<String, Double> businessReviews() {
        Map<String, Set<LocalDate>> held = new HashMap<>();
        rows(
                        "tidewatch-touchpoints",
                        row -> row.get("meeting_kind").equals("BUSINESS_REVIEW")
                                && row.get("status").equals("HELD"))
                .forEach(row -> held.computeIfAbsent(row.get("account_id"), id -> new HashSet<>())
                        .add(LocalDate.parse(row.get("occurred_at").substring(0, 10))));
        Map<String, Double> shares = new TreeMap<>();
        for (WrittenBase.Row row : rows("cadence", row -> row.get("activity").equals("business-review"))) {
            long months = Long.parseLong(row.get("everyMonths"));
            int due = 0;
            int done = 0;
            for (int slot = 0; slot < 200; slot++) {
                LocalDate first = date(row, "validFrom").plusMonths(slot * months);
                LocalDate end = date(row, "validFrom").plusMonths((slot + 1) * months);
                if (end.minusDays(1).isAfter(day.minusDays(365))
                        && !end.minusDays(1).isAfter(day)) {
                    due++;
                    done += held.getOrDefault(row.get("account"), Set.of()).stream()
                                    .anyMatch(on -> !on.isBefore(first) && on.isBefore(end))
                            ? 1
                            : 0;
                }
            }
            if (due > 0) {
                shares.put(row.get("account"), 100.0 * done / due);
            }
        }
        return shares;
    }

    private Map<String, Double> expansion() {
        Map<String, BigDecimal> before = mrr(day.minusDays(365));
        Map<String, BigDecimal> now = mrr(day);
        Map<String, Double> more = new TreeMap<>();
        before.forEach((id, start) -> more.put(
                id,
                now.getOrDefault(id, BigDecimal.ZERO)
                        .subtract(start)
                        .max(BigDecimal.ZERO)
                        .doubleValue()));
        Map<String, Set<String>> currencies = new HashMap<>();
        base.rows("tidewatch-contract-periods").forEach(row -> currencies
                .computeIfAbsent(row.get("account_id"), id -> new HashSet<>())
                .add(row.get("currency")));
        more.keySet().removeIf(id -> currencies.get(id).size() > 1);
        return more;
    }

    private Map<String, BigDecimal> mrr(LocalDate on) {
        Map<String, BigDecimal> mrr = new TreeMap<>();
        for (WrittenBase.Row row : base.rows("tidewatch-contract-periods")) {
            boolean ended = known(row, "end_date") && !date(row, "end_date").isAfter(on);
            if (row.get("trial").equals("false") && !date(row, "start_date").isAfter(on) && !ended) {
                mrr.merge(row.get("account_id"), new BigDecimal(row.get("mrr")), BigDecimal::add);
            }
        }
        return mrr;
    }

    private List<WrittenBase.Row> surveys(String instrument) {
        return rows(
                "survey",
                row -> row.get("instrument").equals(instrument) && in(row, "answeredOn", day.minusDays(90), day));
    }

    private Map<String, LocalDate> first(String file, String column, Predicate<WrittenBase.Row> which) {
        Map<String, LocalDate> first = new TreeMap<>();
        rows(file, row -> which.test(row) && in(row, column, LocalDate.MIN, day))
                .forEach(row -> first.merge(account(row), date(row, column), (a, b) -> a.isBefore(b) ? a : b));
        return first;
    }

    private List<WrittenBase.Row> rows(String file, Predicate<WrittenBase.Row> which) {
        return base.rows(file).stream().filter(which).toList();
    }

    /** The percentage of an account's rows for which something holds. */
    private static Map<String, Double> shares(List<WrittenBase.Row> rows, Predicate<WrittenBase.Row> part) {
        Map<String, Double> all = counts(rows);
        Map<String, Double> parts = counts(rows.stream().filter(part).toList());
        all.replaceAll((id, count) -> 100 * parts.getOrDefault(id, 0.0) / count);
        return all;
    }

    private static Map<String, Double> counts(List<WrittenBase.Row> rows) {
        Map<String, Double> counts = new TreeMap<>();
        rows.forEach(row -> counts.merge(account(row), 1.0, Double::sum));
        return counts;
    }

    private static String account(WrittenBase.Row row) {
        return row.get(row.columns().containsKey("account_id") ? "account_id" : "account");
    }

    private static boolean known(WrittenBase.Row row, String column) {
        return !row.get(column).isEmpty();
    }

    /** Whether a day or moment lies after one day and up to another one. */
    private static boolean in(WrittenBase.Row row, String column, LocalDate after, LocalDate through) {
        if (!known(row, column)) {
            return false;
        }
        LocalDate on = LocalDate.parse(row.get(column).substring(0, 10));
        return on.isAfter(after) && !on.isAfter(through);
    }
}
