package io.tidewatch.ingestion.metric;

import io.tidewatch.metric.evaluation.Days;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.RequestProblem;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The days that a question is about: the same for all accounts, or some for each of a few.
 *
 * @param ofAll ascending; empty where accounts have days of their own
 * @param from the earlier day of the only one; null for the window of each definition
 * @param byAccount id of an account → its days, ascending; empty where all have the same
 */
record AskedDays(List<LocalDate> ofAll, LocalDate from, Map<String, List<LocalDate>> byAccount) {

    private static final int MOST_PAIRS = 5_000;

    /**
     * The days of a query; null or empty for what it leaves out.
     *
     * @return fails with {@code invalid-request}, {@code days-reversed} or {@code query-too-large}
     */
    static AskedDays of(
            LocalDate asOf, LocalDate from, List<LocalDate> asOfDays, Map<String, List<LocalDate>> asOfByAccount) {
        boolean several = asOfDays != null && !asOfDays.isEmpty();
        boolean own = asOfByAccount != null && !asOfByAccount.isEmpty();
        if (Stream.of(asOf != null, several, own).filter(given -> given).count() != 1) {
            throw new ProblemException(
                    RequestProblem.INVALID_REQUEST,
                    "Send exactly one of \"asOf\", \"asOfDays\" and \"asOfByAccount\".");
        }
        if (from != null && asOf == null) {
            throw new ProblemException(
                    RequestProblem.INVALID_REQUEST,
                    "\"from\" goes with \"asOf\" only: with several days, each has the period of the definition.");
        }
        if (from != null && from.isAfter(asOf)) {
            throw new ProblemException(MetricProblem.DAYS_REVERSED, "\"from\" must not be after \"asOf\".");
        }
        if (!own) {
            return new AskedDays(several ? ascending(asOfDays) : List.of(asOf), from, Map.of());
        }
        Map<String, List<LocalDate>> byAccount = new TreeMap<>();
        asOfByAccount.forEach((account, days) -> byAccount.put(account, ascending(days)));
        int pairs = byAccount.values().stream().mapToInt(List::size).sum();
        if (pairs == 0 || pairs > MOST_PAIRS) {
            throw new ProblemException(
                    MetricProblem.QUERY_TOO_LARGE,
                    "\"asOfByAccount\" must have 1 to " + MOST_PAIRS + " days in all; it has " + pairs + ".");
        }
        return new AskedDays(List.of(), null, byAccount);
    }

    private static List<LocalDate> ascending(List<LocalDate> days) {
        return days.stream().distinct().sorted().toList();
    }

    /**
     * The one day, and an earlier one to compare it with.
     *
     * @return fails with {@code invalid-request} or {@code days-reversed}
     */
    AskedDays comparedWith(LocalDate earlier) {
        if (ofAll.size() != 1 || from != null) {
            throw new ProblemException(
                    RequestProblem.INVALID_REQUEST,
                    "\"compareWith\" goes with \"asOf\" alone: both days have the period of the definition.");
        }
        if (!earlier.isBefore(ofAll.getFirst())) {
            throw new ProblemException(MetricProblem.DAYS_REVERSED, "\"compareWith\" must be before \"asOf\".");
        }
        return new AskedDays(List.of(earlier, ofAll.getFirst()), null, Map.of());
    }

    /** The same days in at most so many parts, one after the other. */
    List<AskedDays> parts(int most) {
        int number = Math.clamp(ofAll.size(), 1, most);
        return IntStream.range(0, number)
                .mapToObj(part -> new AskedDays(
                        ofAll.subList(part * ofAll.size() / number, (part + 1) * ofAll.size() / number),
                        from,
                        byAccount))
                .toList();
    }

    /** The days of an account, with the earlier day of each. */
    List<Days> of(String account) {
        return (byAccount.isEmpty() ? ofAll : byAccount.getOrDefault(account, List.of()))
                .stream().map(day -> new Days(day, from)).toList();
    }

    /** The first of all days. */
    LocalDate first() {
        return all().min(LocalDate::compareTo).orElseThrow();
    }

    /** The last of all days. */
    LocalDate last() {
        return all().max(LocalDate::compareTo).orElseThrow();
    }

    private Stream<LocalDate> all() {
        return Stream.concat(ofAll.stream(), byAccount.values().stream().flatMap(List::stream));
    }

    /** How many figures of a metric an account has at most. */
    int mostOfAnAccount() {
        return Math.max(
                ofAll.size(),
                byAccount.values().stream().mapToInt(List::size).max().orElse(0));
    }

    /** How many figures of a metric all accounts have that have days of their own. */
    int pairs() {
        return byAccount.values().stream().mapToInt(List::size).sum();
    }
}
