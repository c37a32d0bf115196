package io.tidewatch.engine.judging;

import static java.util.stream.Collectors.groupingBy;

import io.tidewatch.engine.fact.AccountFact;
import io.tidewatch.engine.fact.FactMapper;
import io.tidewatch.engine.flag.StoredFlag;
import io.tidewatch.engine.run.StoredRun;
import io.tidewatch.metric.DayCount;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.rule.judging.AccountInput;
import io.tidewatch.rule.judging.AccountState;
import io.tidewatch.rule.judging.Settled;
import io.tidewatch.rule.playbook.Acknowledgement;
import io.tidewatch.rule.playbook.Touchpoint;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * All that is stored of an account before it is judged.
 *
 * @param flags all its flags
 * @param runs those of its runs that may go on, see {@link io.tidewatch.engine.run.RunStore#going}
 * @param touchpoints those since the opening of the oldest run
 * @param acknowledgements those of the runs
 */
record LoadedAccount(
        AccountFact fact,
        List<StoredFlag> flags,
        List<StoredRun> runs,
        List<Touchpoint> touchpoints,
        List<Acknowledgement> acknowledgements) {

    /** One per fact, in their order, from what was loaded of all of them. */
    static List<LoadedAccount> of(
            List<AccountFact> facts,
            List<StoredFlag> flags,
            List<StoredRun> runs,
            List<Touchpoint> touchpoints,
            List<Acknowledgement> acknowledgements) {
        Map<String, List<StoredFlag>> flagsOf =
                flags.stream().collect(groupingBy(flag -> flag.state().accountId()));
        Map<String, List<StoredRun>> runsOf =
                runs.stream().collect(groupingBy(run -> run.run().accountId()));
        Map<String, List<Touchpoint>> touchpointsOf = touchpoints.stream().collect(groupingBy(Touchpoint::accountId));
        Map<String, List<Acknowledgement>> acknowledgementsOf =
                acknowledgements.stream().collect(groupingBy(Acknowledgement::runId));
        return facts.stream()
                .map(fact -> {
                    String account = fact.accountId();
                    List<StoredRun> going = runsOf.getOrDefault(account, List.of());
                    return new LoadedAccount(
                            fact,
                            flagsOf.getOrDefault(account, List.of()),
                            going,
                            touchpointsOf.getOrDefault(account, List.of()),
                            going.stream()
                                    .flatMap(run ->
                                            acknowledgementsOf
                                                    .getOrDefault(run.run().runId(), List.of())
                                                    .stream())
                                    .toList());
                })
                .toList();
    }

    /** The same account, judged in this context of its trace; null outside of traces. */
    LoadedAccount tracedBy(String context) {
        return new LoadedAccount(fact.tracedBy(context), flags, runs, touchpoints, acknowledgements);
    }

    /** The account as the judging core takes it, with the values that count by that catalogue on the business day. */
    AccountInput input(Catalogue catalogue, Instant now) {
        return new AccountInput(
                new AccountState(
                        flags.stream().map(StoredFlag::state).toList(),
                        runs.stream().map(StoredRun::state).toList(),
                        settled()),
                FactMapper.facts(fact, catalogue, DayCount.dayOf(now)),
                touchpoints,
                acknowledgements);
    }

    private Settled settled() {
        Instant until = flags.stream()
                .map(flag -> flag.state().dueAt())
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
        return fact.judgedAs() == null ? null : new Settled(fact.judgedAs(), until);
    }
}
