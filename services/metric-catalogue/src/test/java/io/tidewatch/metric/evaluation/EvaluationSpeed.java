package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.history.AccountHistory;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints how much time of the processor evaluations take. Started by hand; the system property {@code rules.folder} names the folder of the rules. */
public final class EvaluationSpeed {
    private static final LocalDate AS_OF = LocalDate.parse("2026-03-31");

    /** Of this thread alone: other programs do not count. */
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    private EvaluationSpeed() {}

    public static void main(String[] arguments) {
        Example drafts = DraftEvaluationTest.withEveryKind(7);
        AccountHistory large = drafts.history();
        List<AccountHistory> others = new ArrayList<>();
        for (int seed = 0; seed < 50; seed++) {
            others.add(DraftEvaluationTest.withEveryKind(drafts.another("a" + seed), seed)
                    .history());
        }
        Example revenue = Example.ofDrafts("gross-revenue-retention", "net-revenue-retention", "logo-churn");
        revenue.add(
                "contract_period",
                "1",
                "startDate",
                "2024-01-01",
                "endDate",
                "2025-01-01",
                "trial",
                false,
                "mrr",
                "100 USD");
        revenue.add(
                "contract_period",
                "2",
                "startDate",
                "2025-01-01",
                "endDate",
                "2026-01-01",
                "trial",
                false,
                "mrr",
                "120 USD");
        revenue.add("contract_period", "3", "startDate", "2026-01-01", "trial", false, "mrr", "90 USD");
        AccountHistory small = revenue.history();

        Evaluation all = drafts.metrics.evaluation();
        Evaluation few = revenue.metrics.evaluation();
        for (int round = 0; round < 5; round++) {
            print(
                    "all drafts, another account each time",
                    2_000,
                    number -> all.evaluate(others.get(number % others.size()), Days.of(AS_OF)));
            print(
                    "all drafts, another day of the same account",
                    2_000,
                    number -> all.evaluate(large, Days.of(AS_OF.minusDays(number % 300))));
            print(
                    "three of revenue, another day of the same account",
                    1_000_000,
                    number -> few.evaluate(small, Days.of(AS_OF.minusDays(number % 300))));
        }
    }

    private interface Work {
        Object run(int number);
    }

    private static void print(String what, int times, Work work) {
        long start = CLOCK.getCurrentThreadCpuTime();
        for (int number = 0; number < times; number++) {
            work.run(number);
        }
        double micros = (CLOCK.getCurrentThreadCpuTime() - start) / 1e3 / times;
        System.out.println(String.format(Locale.ROOT, "%-50s %10.2f µs", what, micros));
    }
}
