package io.tidewatch.benchmarks.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.Vocabulary;
import io.tidewatch.metric.oracle.GivenAccounts;
import io.tidewatch.metric.oracle.PlainAccount;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The evaluator and the slow implementation agree on every metric of a generated base. {@code -Dtidewatch.comparison.accounts} takes more of
 * its accounts.
 */
class ComparedBaseTest {

    private static final LocalDate DAY = LocalDate.parse("2026-01-01");
    private static final int BASE = 1_000;
    private static final int ACCOUNTS = Integer.getInteger("tidewatch.comparison.accounts", 25);
    private static final int HORIZON = 400;

    private final CheckedLanguage language = RepositoryRules.language();

    @Test
    void everyMetricHasTheValueOfTheSlowImplementation() {
        AccountSource source = new AccountSource(new BaseSettings(BASE, 11, DAY, 6, true));
        // Spread over the base: its segments and business models come in turns.
        List<PlainAccount> accounts = IntStream.range(0, ACCOUNTS)
                .mapToObj(number -> account(source, 1 + number * BASE / ACCOUNTS))
                .toList();
        GivenAccounts compared = new GivenAccounts(language);

        Map<String, String> differences = new TreeMap<>();
        for (LocalDate day : List.of(DAY, DAY.minusDays(183))) {
            differences.putAll(compared.differences(accounts, day));
        }
        assertThat(differences.values()).isEmpty();
        assertThat(compared.known())
                .as("metrics that are known for some account")
                .hasSizeGreaterThan(150);
    }

    private PlainAccount account(AccountSource source, int number) {
        GeneratedAccounts generated = new GeneratedAccounts(source.base());
        Map<Boolean, List<AccountRecord>> records = generated.records(number).stream()
                .filter(record -> language.vocabulary().kind(record.kind()) != null)
                .collect(Collectors.partitioningBy(record -> record.kind().equals(Vocabulary.ACCOUNT)));
        TreeMap<LocalDate, Map<String, Object>> attributes = new TreeMap<>();
        records.get(true)
                .forEach(record -> attributes.put(source.account(number).start(), record.fields()));
        TreeMap<String, PlainAccount.Covered> covered = new TreeMap<>();
        language.vocabulary()
                .names()
                .forEach(
                        kind -> covered.put(kind, new PlainAccount.Covered(DAY.minusYears(30), DAY.plusDays(HORIZON))));
        return new PlainAccount(generated.id(number), records.get(false), attributes, covered, DAY.plusDays(HORIZON));
    }
}
