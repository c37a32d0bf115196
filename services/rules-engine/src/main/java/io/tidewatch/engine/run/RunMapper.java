package io.tidewatch.engine.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.engine.api.model.Flag;
import io.tidewatch.engine.api.model.Run;
import io.tidewatch.engine.api.model.RunJudgement;
import io.tidewatch.engine.api.model.Step;
import io.tidewatch.rule.playbook.PlaybookRun;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Runs in the terms of the contract. */
@ApplicationScoped
public class RunMapper {

    private final ObjectMapper json;

    RunMapper(ObjectMapper json) {
        this.json = json;
    }

    /** The contract's run, for requests, feed and messages. */
    public Run run(StoredRun stored) {
        PlaybookRun run = stored.run();
        return new Run()
                .id(UUID.fromString(run.runId()))
                .accountId(run.accountId())
                .playbook(run.playbookId())
                .playbookName(stored.playbookName())
                .thresholdId(run.thresholdId())
                .raising(run.raising())
                .state(run.status().name())
                .openedAt(time(run.openedAt()))
                .endsAt(time(run.endsAt()))
                .closedAt(time(run.closedAt()))
                .reason(run.open() ? null : stored.state().cancelReason())
                .raisedAgainAt(time(run.raisedAgainAt()))
                .judgements(judgements(stored))
                .acknowledgedAt(time(run.acknowledgedAt()))
                .acknowledgedBy(stored.state().acknowledgedBy())
                .ownerEmail(stored.state().ownerEmail())
                .nextStep(stored.nextStep())
                .nextDueAt(time(run.nextDueAt()))
                .version(run.version());
    }

    /** What holds, the earliest first. */
    public static List<RunJudgement> judgements(StoredRun stored) {
        return stored.run().held().entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(held -> new RunJudgement()
                        .word(held.getKey())
                        .sentence(stored.sentences().get(held.getKey()))
                        .at(time(held.getValue())))
                .toList();
    }

    /** The flag that opened the run, as it was raised. */
    Flag flag(StoredRun stored) {
        try {
            return json.readValue(stored.flag(), Flag.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the flag of a run is of the contract's form", e);
        }
    }

    /** A flag as it is kept with its run. */
    public String text(Flag flag) {
        try {
            return json.writeValueAsString(flag);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a flag is plain data", e);
        }
    }

    Step step(Row row) {
        return new Step()
                .step(row.getString("step"))
                .kind(row.getString("kind"))
                .title(row.getString("title"))
                .audience(row.getString("audience"))
                .state(row.getString("state"))
                .dueAt(utc(row.getOffsetDateTime("due_at")))
                .doneAt(utc(row.getOffsetDateTime("done_at")))
                .doneBy(row.getString("done_by"))
                .reason(row.getString(row.getString("problem") == null ? "reason" : "problem"));
    }

    private static OffsetDateTime time(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static OffsetDateTime utc(OffsetDateTime time) {
        return time == null ? null : time.withOffsetSameInstant(ZoneOffset.UTC);
    }
}
