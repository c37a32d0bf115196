package io.tidewatch.engine.judging;

import io.tidewatch.engine.client.ingestion.model.TouchpointChange;
import io.tidewatch.engine.fact.AccountFact;
import io.tidewatch.engine.flag.StoredFlag;
import io.tidewatch.engine.run.StoredRun;
import io.tidewatch.rule.playbook.Acknowledgement;
import java.util.List;

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
        List<Acknowledgement> acknowledgements) {}
