package io.tidewatch.engine.run;

import io.tidewatch.engine.api.model.Flag;
import io.tidewatch.engine.fact.AccountFact;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.playbook.PlannedAction;
import io.tidewatch.rule.playbook.PlaybookDefinition;
import java.util.List;

/**
 * A run after the engine advanced or opened it.
 *
 * @param run as it is to be stored
 * @param actions what has to be done
 * @param playbook its definition
 * @param bundle the bundle of the definition
 * @param fact the account as it is known now
 * @param flag the flag that opened it, as it is known now; as it was then when it is another one by now
 */
public record DecidedRun(
        StoredRun run,
        List<PlannedAction> actions,
        PlaybookDefinition playbook,
        CompiledBundle bundle,
        AccountFact fact,
        Flag flag) {}
