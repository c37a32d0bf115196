package io.tidewatch.reporting.portfolio;

import static io.tidewatch.reporting.portfolio.ReadModelHandler.required;

import io.tidewatch.reporting.client.rules.model.Flag;
import io.tidewatch.reporting.client.rules.model.Run;
import io.tidewatch.reporting.client.rules.model.RunJudgement;
import io.tidewatch.reporting.portfolio.ReadModelHandler.Writing;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Arrays;
import java.util.Map;

/** How changes of rules-engine are stored: flags of accounts and of the portfolio, and playbook runs. */
final class RuleChanges {

    private static final Writing<Flag> FLAG = new Writing<>(Flag.class, """
            insert into flag (key, partition, version, account_id, threshold_id, state, level, question, since, reason, bundle_hash)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            on conflict (key) do update set version = excluded.version, deleted = false, account_id = excluded.account_id,
                threshold_id = excluded.threshold_id, state = excluded.state, level = excluded.level, question = excluded.question,
                since = excluded.since, reason = excluded.reason, bundle_hash = excluded.bundle_hash
            where flag.version < excluded.version
            returning account_id""", RuleChanges::flag, """
            insert into flag (key, partition, version, deleted) values ($1, $2, $3, true)
            on conflict (key) do update set version = excluded.version, deleted = true where flag.version < excluded.version
            returning account_id""");

    private static final Writing<Flag> PORTFOLIO_FLAG = new Writing<>(Flag.class, """
            insert into portfolio_flag (key, partition, version, threshold_id, state, level, question, since, reason)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            on conflict (key) do update set version = excluded.version, deleted = false,
                threshold_id = excluded.threshold_id, state = excluded.state, level = excluded.level, question = excluded.question,
                since = excluded.since, reason = excluded.reason
            where portfolio_flag.version < excluded.version""", RuleChanges::portfolioFlag, """
            insert into portfolio_flag (key, partition, version, deleted) values ($1, $2, $3, true)
            on conflict (key) do update set version = excluded.version, deleted = true
            where portfolio_flag.version < excluded.version""");

    private static final Writing<Run> RUN = new Writing<>(Run.class, """
            insert into run (key, partition, version, id, account_id, playbook, state, owner_email, opened_at, judgements,
                acknowledged_at, next_step, next_due_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            on conflict (key) do update set version = excluded.version, deleted = false, id = excluded.id, account_id = excluded.account_id,
                playbook = excluded.playbook, state = excluded.state, owner_email = excluded.owner_email,
                opened_at = excluded.opened_at, judgements = excluded.judgements, acknowledged_at = excluded.acknowledged_at,
                next_step = excluded.next_step, next_due_at = excluded.next_due_at
            where run.version < excluded.version
            returning account_id""", RuleChanges::run, """
            insert into run (key, partition, version, deleted) values ($1, $2, $3, true)
            on conflict (key) do update set version = excluded.version, deleted = true where run.version < excluded.version
            returning account_id""");

    /** How to write each type. */
    static final Map<String, Writing<?>> WRITINGS = Map.of("flag", FLAG, "portfolio-flag", PORTFOLIO_FLAG, "run", RUN);

    private RuleChanges() {}

    private static Tuple flag(int partition, FeedItem item, Flag flag) {
        return Tuple.tuple(Arrays.asList(
                item.key(),
                (short) partition,
                item.version(),
                required(flag.getAccountId(), "accountId"),
                required(flag.getThresholdId(), "thresholdId"),
                required(flag.getState(), "state"),
                flag.getLevel(),
                flag.getQuestion(),
                required(flag.getSince(), "since"),
                flag.getEvidence() == null ? null : flag.getEvidence().getSentence(),
                flag.getEvidence() == null ? null : flag.getEvidence().getBundleHash()));
    }

    private static Tuple portfolioFlag(int partition, FeedItem item, Flag flag) {
        return Tuple.tuple(Arrays.asList(
                item.key(),
                (short) partition,
                item.version(),
                required(flag.getThresholdId(), "thresholdId"),
                required(flag.getState(), "state"),
                flag.getLevel(),
                flag.getQuestion(),
                required(flag.getSince(), "since"),
                flag.getEvidence() == null ? null : flag.getEvidence().getSentence()));
    }

    private static Tuple run(int partition, FeedItem item, Run run) {
        return Tuple.tuple(Arrays.asList(
                item.key(),
                (short) partition,
                item.version(),
                required(run.getId(), "id"),
                required(run.getAccountId(), "accountId"),
                required(run.getPlaybookName() == null ? run.getPlaybook() : run.getPlaybookName(), "playbook"),
                required(run.getState(), "state"),
                run.getOwnerEmail(),
                required(run.getOpenedAt(), "openedAt"),
                judgements(run),
                run.getAcknowledgedAt(),
                run.getNextStep(),
                run.getNextDueAt()));
    }

    private static JsonArray judgements(Run run) {
        JsonArray judgements = new JsonArray();
        for (RunJudgement judgement : required(run.getJudgements(), "judgements")) {
            judgements.add(new JsonObject()
                    .put("word", judgement.getWord())
                    .put("sentence", judgement.getSentence())
                    .put("at", judgement.getAt().toInstant().toString()));
        }
        return judgements;
    }
}
