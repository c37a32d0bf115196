package io.tidewatch.rule.compile;

import io.tidewatch.rule.fact.Flags;
import io.tidewatch.rule.fact.Judgements;
import io.tidewatch.rule.fact.Touchpoint;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Sessions that judge the same facts only once. Variants of one playbook meet the same days of the same stories, and nearly all of
 * the time goes into opening sessions. For one thread.
 */
final class RememberedSessions extends RuleSessions {
    private final Map<List<Object>, Flags> accounts = new HashMap<>();
    private final Map<List<Object>, Judgements> runs = new HashMap<>();

    RememberedSessions(List<Part> parts) {
        super(parts);
    }

    @Override
    Flags judgeAccounts(List<AccountRow> rows, int rules) {
        List<Object> key = rows.stream().flatMap(RememberedSessions::values).toList();
        return accounts.computeIfAbsent(key, unused -> super.judgeAccounts(rows, rules));
    }

    @Override
    Judgements judgeRun(
            RunRow run, AccountRow account, List<Touchpoint> touchpoints, List<RecordRow> records, int rules) {
        List<Object> key = Stream.of(
                        Stream.of(run.account(), run.playbook(), run.daysOpen(), values(run.afterDays())),
                        values(account),
                        touchpoints.stream().flatMap(RememberedSessions::values),
                        records.stream()
                                .flatMap(record -> Stream.concat(Stream.of(record.type()), values(record.row()))))
                .flatMap(part -> part)
                .toList();
        return runs.computeIfAbsent(key, unused -> super.judgeRun(run, account, touchpoints, records, rules));
    }

    private static Stream<Object> values(AccountRow row) {
        return Stream.of(values(row.numbers()), Arrays.asList(row.texts()));
    }

    private static Stream<Object> values(Touchpoint touchpoint) {
        return Stream.of(
                touchpoint.getAccount(),
                touchpoint.getKind(),
                String.valueOf(touchpoint.getMeetingKind()),
                touchpoint.getStatus(),
                touchpoint.isWithSponsor(),
                touchpoint.getTakesPlaceAfterDays(),
                touchpoint.getTwoWayAfterDays(),
                touchpoint.getRecordedAfterDays());
    }

    private static List<Double> values(double[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }
}
