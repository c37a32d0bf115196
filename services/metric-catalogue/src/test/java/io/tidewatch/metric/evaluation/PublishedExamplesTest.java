package io.tidewatch.metric.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Worked examples that others have published. */
class PublishedExamplesTest {

    /**
     * ChurnZero, Churnopedia, "Net Revenue Retention": January begins with a monthly revenue of $27,000, the same customers come to $35,000
     * by upsells and lose $5,000 by contracts that expire: 111 % ($30,000 ÷ $27,000).
     */
    @Test
    void netRevenueRetentionOfChurnZero() {
        Example stays = Example.ofDrafts("net-revenue-retention", "gross-revenue-retention", "logo-churn");
        Example leaves = stays.another("leaves");
        Example comes = stays.another("comes");
        paid(stays, "before", "2025-12-01", "2026-01-15", "2200000 USD");
        paid(stays, "after", "2026-01-15", null, "3000000 USD");
        paid(leaves, "only", "2025-12-01", "2026-01-10", "500000 USD");
        paid(comes, "new", "2026-01-20", null, "900000 USD");

        Figure net = sum("net-revenue-retention", stays, leaves, comes);
        assertThat(net.value()).isEqualTo(111.111111111);
        assertThat(net.numerator().value()).isEqualTo(3_000_000);
        assertThat(net.denominator().value()).isEqualTo(2_700_000);
        assertThat(net.members()).isEqualTo(2);
        assertThat(net.outside())
                .as("a new customer was not there at the start")
                .isEqualTo(1);
        // The same customers without upsells: 22,000 of 27,000; one of two is lost.
        assertThat(sum("gross-revenue-retention", stays, leaves, comes).value()).isEqualTo(81.4814814815);
        assertThat(sum("logo-churn", stays, leaves, comes).value()).isEqualTo(50);
    }

    /**
     * Superleap, "Gross revenue retention": of $100,000 a month, $6,000 are lost by downgrades and $8,000 by cancellations: 86 %. Upgrades of
     * $8,000 change nothing of it; net retention, which counts them, is 94 %.
     */
    @Test
    void grossRevenueRetentionOfSuperleap() {
        Example grows = Example.ofDrafts("gross-revenue-retention", "net-revenue-retention", "gross-revenue-churn");
        Example shrinks = grows.another("shrinks");
        Example leaves = grows.another("leaves");
        paid(grows, "before", "2025-12-01", "2026-01-15", "6000000 USD");
        paid(grows, "after", "2026-01-15", null, "6800000 USD");
        paid(shrinks, "before", "2025-12-01", "2026-01-20", "3200000 USD");
        paid(shrinks, "after", "2026-01-20", null, "2600000 USD");
        paid(leaves, "only", "2025-12-01", "2026-01-10", "800000 USD");

        assertThat(sum("gross-revenue-retention", grows, shrinks, leaves).value())
                .isEqualTo(86);
        assertThat(sum("gross-revenue-churn", grows, shrinks, leaves).value()).isEqualTo(14);
        assertThat(sum("net-revenue-retention", grows, shrinks, leaves).value()).isEqualTo(94);
    }

    /**
     * Kaplan–Meier: Bewick, Cheek and Ball, "Statistics review 12: Survival analysis", Critical Care 2004, 8:389, table 2. Eight
     * patients, here customers, of whom two were observed for no longer than 6 and 9 days. The chance of staying for another day is that of those who can be seen on this day of
     * their life, which is what the share of lost customers says from one day to the next.
     */
    @Test
    void survivalOfBewick() {
        LocalDate today = LocalDate.parse("2026-03-31");
        int[] days = {1, 1, 4, 5, 6, 9, 9, 22};
        Set<Integer> stay = Set.of(4, 6);
        Example first = Example.ofDrafts("logo-churn");
        List<LocalDate> begins = new ArrayList<>();
        List<Example> customers = new ArrayList<>();
        for (int number = 0; number < days.length; number++) {
            LocalDate begin = stay.contains(number) ? today.minusDays(days[number]) : today.minusDays(40 + number);
            String end =
                    stay.contains(number) ? null : begin.plusDays(days[number]).toString();
            Example customer = first.another("c" + number);
            paid(customer, "p", begin.toString(), end, "100 USD");
            begins.add(begin);
            customers.add(customer);
        }

        Map<Integer, String> survival = new TreeMap<>();
        double stayed = 1;
        for (int day = 1; day <= 22; day++) {
            FigureSum sum = new FigureSum(first.metrics, "logo-churn");
            for (int number = 0; number < days.length; number++) {
                LocalDate asOf = begins.get(number).plusDays(day);
                if (!asOf.isAfter(today)) {
                    sum.add(first.metrics
                            .evaluation()
                            .evaluate(customers.get(number).history(), new Days(asOf, asOf.minusDays(1))));
                }
            }
            Figure lost = sum.figures().getFirst();
            stayed *= 1 - lost.value() / 100;
            if (lost.value() > 0) {
                survival.put(day, lost.denominator().value() + " at risk, " + Math.round(stayed * 1000) / 1000.0);
            }
        }
        assertThat(survival)
                .isEqualTo(Map.of(
                        1, "8.0 at risk, 0.75",
                        4, "6.0 at risk, 0.625",
                        5, "5.0 at risk, 0.5",
                        9, "3.0 at risk, 0.333",
                        22, "1.0 at risk, 0.0"));
    }

    private static void paid(Example example, String id, String from, String until, String mrr) {
        example.add("contract_period", id, "startDate", from, "endDate", until, "trial", false, "mrr", mrr);
    }

    private static Figure sum(String metric, Example... accounts) {
        FigureSum sum = new FigureSum(accounts[0].metrics, metric);
        Evaluation evaluation = accounts[0].metrics.evaluation();
        Days january = new Days(LocalDate.parse("2026-01-31"), LocalDate.parse("2025-12-31"));
        for (Example account : accounts) {
            sum.add(evaluation.evaluate(account.history(), january));
        }
        return sum.figures().getFirst();
    }

    /** DELA, annual report 2018, glossary: with 30 % promoters (9 or 10) and 20 % detractors (0 to 6) the score is +10. */
    @Test
    void netPromoterScoreOfDela() {
        Example example = Example.ofDrafts("nps");
        int[] scores = {10, 9, 9, 8, 8, 7, 7, 7, 6, 0};
        for (int number = 0; number < scores.length; number++) {
            example.add(
                    "survey", "s" + number, "instrument", "NPS", "answeredOn", "2026-03-01", "score", scores[number]);
        }
        assertThat(example.values("2026-03-31").value("nps").value()).isEqualTo(10);
    }

    /** VoC Metrics, "What is CSAT and how is CSAT score calculated": 10 answers of 5, 20 of 4, 10 of 3, 5 of 2 and 5 of 1 are 60 %. */
    @Test
    void satisfactionOfVocMetrics() {
        Example example = Example.ofDrafts("csat");
        int[] answers = {5, 5, 10, 20, 10};
        for (int score = 1; score <= 5; score++) {
            for (int number = 0; number < answers[score - 1]; number++) {
                example.add(
                        "survey",
                        score + "-" + number,
                        "instrument",
                        "CSAT",
                        "answeredOn",
                        "2026-03-01",
                        "score",
                        score);
            }
        }
        assertThat(example.values("2026-03-31").value("csat").value()).isEqualTo(60);
    }

    /** PitchKit, glossary, "DAU/MAU": 15,000 users a day of 50,000 a month are 30 %, here 3 of 10. */
    @Test
    void stickinessOfPitchKit() {
        Example example = Example.ofDrafts("stickiness");
        for (int day = 0; day < 30; day++) {
            for (int user = 0; user < 3; user++) {
                int who = (3 * day + user) % 10;
                example.add(
                        "usage",
                        day + "-" + user,
                        "user",
                        "u" + who,
                        "day",
                        LocalDate.parse("2026-03-31").minusDays(day),
                        "count",
                        1);
            }
        }
        assertThat(example.values("2026-03-31").value("stickiness").value()).isEqualTo(0.3);
    }

    /**
     * Dan Wolchonok, "The hard secret about optimizing week 1 retention" (2015), in days: of the cohort of the week of 4 August, who signed up on
     * the 6th is in week 1 from the 13th to the 19th, who signed up on the 10th from the 17th to the 23rd; the week is known from the 25th on.
     */
    @ParameterizedTest
    @CsvSource({
        "2014-08-12, 2014-08-16, 0",
        "2014-08-13, 2014-08-16, 0.5",
        "2014-08-19, 2014-08-17, 1",
        "2014-08-20, 2014-08-23, 0.5",
        "2014-08-20, 2014-08-24, 0",
    })
    void cohortRetentionOfWolchonok(String first, String second, String retained) {
        Example example = Example.of("""
                unit: RATIO
                subjects:
                  cohort:
                    each: user
                    dated: createdOn
                    in: 7d ago 14d
                    with:
                      week0: {count: usage, in: 7d since createdOn}
                      twoWeeks: {count: usage, in: 14d since createdOn}
                measures:
                  kept: {count: cohort, where: twoWeeks > week0}
                  all: {count: cohort}
                value: kept / all
                """);
        example.add("user", "u1", "createdOn", "2014-08-06").add("user", "u2", "createdOn", "2014-08-10");
        example.add("user", "early", "createdOn", "2014-08-03").add("user", "late", "createdOn", "2014-08-11");
        example.add("usage", "a", "user", "u1", "day", first, "count", 1);
        example.add("usage", "b", "user", "u2", "day", second, "count", 1);
        assertThat(example.shown("2014-08-24")).isEqualTo(retained);
    }
}
