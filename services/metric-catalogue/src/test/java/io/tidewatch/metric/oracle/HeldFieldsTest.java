package io.tidewatch.metric.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.history.HeldFields;
import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.MetricLanguage;
import io.tidewatch.metric.language.RulesFolder;
import io.tidewatch.metric.language.Vocabulary;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HeldFieldsTest {

    private static final int ACCOUNTS = 42;

    @Test
    void aMetricHasTheSameValueOverAHistoryThatHoldsWhatItReadsAndNothingElse() {
        List<CheckedLanguage> languages =
                List.of(MetricLanguage.check(RulesFolder.files()), BoundMetrics.language(), RandomLanguage.of(0, 100));
        for (CheckedLanguage language : languages) {
            List<PlainAccount> accounts = LongStream.range(0, ACCOUNTS)
                    .mapToObj(seed -> RandomAccounts.of(language.vocabulary(), seed))
                    .toList();
            for (String id : language.metrics().keySet()) {
                EvaluatorEvaluates alone = new EvaluatorEvaluates(language, Set.of(id));
                for (int seed = 0; seed < ACCOUNTS; seed++) {
                    PlainAccount account = accounts.get(seed);
                    LocalDate asOf = RandomAccounts.asOf(account);
                    assertThat(alone.overWhatIsHeld(account, asOf))
                            .as(id + ", seed " + seed)
                            .isEqualTo(alone.account(account, asOf, null));
                }
            }
        }
    }

    @Test
    void theAccountAndItsContractPeriodsAreHeldWithTheFieldsThatAreReadOrSayWhenItWasACustomer() {
        Vocabulary shipped = MetricLanguage.shipped();
        Vocabulary least = HeldFields.of(shipped, Map.of());

        assertThat(least.kind("account").fields().keySet()).containsExactly("signupDate");
        assertThat(least.kind("contract_period").fields().keySet())
                .containsExactlyInAnyOrder("startDate", "endDate", "mrr", "trial");
        assertThat(HeldFields.of(shipped, Map.of("account", Set.of("tier", "nothing")))
                        .kind("account")
                        .fields()
                        .keySet())
                .containsExactlyInAnyOrder("signupDate", "tier");
        assertThat(HeldFields.of(shipped, Map.of("renewal", Set.of("dueOn"))).kind("contract_period"))
                .isEqualTo(shipped.kind("contract_period"));
        assertThat(HeldFields.whole(shipped, Set.of()).kind("account")).isEqualTo(shipped.kind("account"));
    }

    @Test
    void whatFollowsFromContractPeriodsIsHeldWhereItIsReadAndPaidSpansAlways() {
        Vocabulary shipped = MetricLanguage.shipped();

        assertThat(HeldFields.of(shipped, Map.of()).names())
                .containsExactlyInAnyOrder("account", "contract_period", "paid_span");
        assertThat(HeldFields.of(shipped, Map.of("renewal", Set.of("dueOn"))).names())
                .containsExactlyInAnyOrder("account", "contract_period", "paid_span", "renewal");
        assertThat(HeldFields.whole(shipped, Set.of("contract_period")).names())
                .containsExactlyInAnyOrder(
                        "account", "contract_period", "paid_span", "renewal", "mrr_change", "stage_change");
    }

    @Test
    void thoseWhoShowRecordsHoldWhatFollowsFromTheAccountWhateverElseTheyRead() {
        Vocabulary shipped = MetricLanguage.shipped();

        assertThat(HeldFields.whole(shipped, Set.of()).kind("stage_change")).isEqualTo(shipped.kind("stage_change"));
        assertThat(HeldFields.of(shipped, Map.of()).names()).doesNotContain("stage_change");
    }
}
