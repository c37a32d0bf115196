package io.tidewatch.engine.judging;

import io.tidewatch.engine.client.ingestion.model.TouchpointChange;
import io.tidewatch.engine.fact.AccountFact;
import io.tidewatch.engine.fact.FactMapper;
import io.tidewatch.engine.flag.StoredFlag;
import io.tidewatch.engine.run.StoredRun;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.rule.judging.AccountInput;
import io.tidewatch.rule.judging.AccountState;
import io.tidewatch.rule.playbook.Acknowledgement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * All that is known of some accounts before they are judged.
 *
 * @param facts one per account
 * @param flags all flags of the accounts
 * @param runs the runs of the accounts that may go on, see {@link io.tidewatch.engine.run.RunStore#going}
 * @param touchpoints those since the opening of the oldest run
 * @param acknowledgements those of the runs
 */
record LoadedAccounts(
        List<AccountFact> facts,
        List<StoredFlag> flags,
        List<StoredRun> runs,
        List<TouchpointChange> touchpoints,
        List<Acknowledgement> acknowledgements) {

    /** The accounts as the judging core takes them, in the order of the facts. */
    List<AccountInput> inputs(Catalogue catalogue, Instant now) {
        LocalDate day = now.atOffset(ZoneOffset.UTC).toLocalDate();
        Map<String, List<StoredFlag>> flagsOf = flagsByAccount();
        Map<String, List<StoredRun>> runsOf = runsByAccount();
        Map<String, List<TouchpointChange>> touchpointsOf = touchpointsByAccount();
        Map<String, List<Acknowledgement>> acknowledgementsOf =
                acknowledgements.stream().collect(Collectors.groupingBy(Acknowledgement::runId));
        return facts.stream()
                .map(fact -> {
                    String account = fact.accountId();
                    List<StoredRun> going = runsOf.getOrDefault(account, List.of());
                    return new AccountInput(
                            new AccountState(
                                    flagsOf.getOrDefault(account, List.of()).stream()
                                            .map(StoredFlag::state)
                                            .toList(),
                                    going.stream().map(StoredRun::state).toList()),
                            FactMapper.facts(fact, catalogue, day),
                            touchpointsOf.getOrDefault(account, List.of()).stream()
                                    .map(FactMapper::touchpoint)
                                    .flatMap(Optional::stream)
                                    .toList(),
                            going.stream()
                                    .flatMap(run ->
                                            acknowledgementsOf
                                                    .getOrDefault(run.run().runId(), List.of())
                                                    .stream())
                                    .toList());
                })
                .toList();
    }

    Map<String, List<StoredFlag>> flagsByAccount() {
        return flags.stream().collect(Collectors.groupingBy(flag -> flag.state().accountId()));
    }

    Map<String, List<StoredRun>> runsByAccount() {
        return runs.stream().collect(Collectors.groupingBy(run -> run.run().accountId()));
    }

    Map<String, List<TouchpointChange>> touchpointsByAccount() {
        return touchpoints.stream().collect(Collectors.groupingBy(TouchpointChange::getAccountId));
    }
}
