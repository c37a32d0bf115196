package io.tidewatch.metric.language;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.language.Type.Sort;
import java.util.IdentityHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTypesTest {
    private final Vocabulary vocabulary = MetricLanguage.check(DraftFiles.all()).vocabulary();

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
                    contract_period => mrr                          => MONEY
                    contract_period => mrr + mrr                    => MONEY
                    contract_period => 12 * mrr                     => MONEY
                    contract_period => mrr / purchasedSeats         => MONEY
                    contract_period => mrr / mrr                    => SHARE
                    contract_period => mrr * (mrr / mrr)            => MONEY
                    contract_period => mrr when trial else 0        => MONEY
                    contract_period => mrr > 0                      => CONDITION
                    contract_period => purchasedSeats / 4           => SHARE
                    contract_period => 1 - purchasedSeats / 4       => SHARE
                    contract_period => trial + trial                => NUMBER
                    contract_period => -trial                       => NUMBER
                    contract_period => days(startDate, endDate)     => DAYS
                    contract_period => daysSince(startDate) + 1     => DAYS
                    contract_period => daysSince(startDate) / 7     => DAYS
                    contract_period => daysSince(startDate) / daysSince(endDate) => SHARE
                    contract_period => 1 / daysSince(startDate)     => NUMBER
                    contract_period => min(startDate, asOf)         => DATE
                    contract_period => min(mrr, mrr)                => MONEY
                    contract_period => plan                         => TEXT
                    contract_period => plan == "a" or trial         => CONDITION
                    contract_period => account.segment              => TEXT
                    contract_period => account.businessModel        => WORD
                    contract_period => account.businessModel in (PRODUCT_LED) => CONDITION
                    contract_period => account.referredBy           => REFERENCE
                    ticket          => hours(openedAt, resolvedAt)  => HOURS
                    ticket          => hours(openedAt, asOf) / 24   => HOURS
                    ticket          => resolvedAt else asOf         => DATE
                    ticket          => openedAt                     => INSTANT
                    ticket          => openedAt < asOf              => CONDITION
                    usage           => user                         => REFERENCE
                    usage           => user.role                    => TEXT
                    usage           => user.createdOn               => DATE
                    usage           => day.week                     => NUMBER
                    touchpoint      => topics                       => WORDS
                    touchpoint      => topics has VALUE             => CONDITION
                    touchpoint      => csmThumb == customerThumb    => CONDITION
                    touchpoint      => contacts                     => REFERENCES
                    touchpoint      => not outreach                 => CONDITION
                    """)
    void anExpressionHasTheTypeThatFollowsFromItsFields(String kind, String text, Sort wanted)
            throws ExpressionException {
        Mistakes mistakes = new Mistakes();
        Formula formula = new Formula(new Place("x", 1), text, Parser.parse(text));

        Type type = new Checking(vocabulary, Map.of(), new IdentityHashMap<>(), mistakes)
                .type(formula, new RecordScope(vocabulary, vocabulary.kind(kind), Map.of()));

        assertThat(mistakes.sorted()).isEmpty();
        assertThat(type.sort()).isEqualTo(wanted);
    }
}
