package io.tidewatch.engine.run;

import static io.tidewatch.access.Roles.ADMIN;
import static io.tidewatch.access.Roles.ANALYST;
import static io.tidewatch.access.Roles.CSM;
import static io.tidewatch.access.Roles.CS_LEADER;
import static io.tidewatch.access.Roles.EXECUTIVE;
import static io.tidewatch.access.Roles.SALES;
import static io.tidewatch.access.Roles.SERVICE;

import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.api.RunsApi;
import io.tidewatch.engine.api.model.Comment;
import io.tidewatch.engine.api.model.Reason;
import io.tidewatch.engine.api.model.RunCancellation;
import io.tidewatch.engine.api.model.RunCancellationResult;
import io.tidewatch.engine.api.model.RunDetail;
import io.tidewatch.engine.api.model.RunOutcome;
import io.tidewatch.engine.api.model.RunOwner;
import io.tidewatch.engine.api.model.RunPage;
import io.tidewatch.engine.person.CurrentPerson;
import io.tidewatch.problem.PageCursor;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.rule.playbook.RunStatus;
import jakarta.annotation.security.RolesAllowed;
import java.util.Arrays;
import java.util.UUID;

/** Playbook runs: {@code /v1/runs}. */
public class RunsResource implements RunsApi {

    private final RunService runs;
    private final RunChanging changing;
    private final CurrentPerson person;

    RunsResource(RunService runs, RunChanging changing, CurrentPerson person) {
        this.runs = runs;
        this.changing = changing;
        this.person = person;
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, SALES, EXECUTIVE, ANALYST, ADMIN, SERVICE})
    public Uni<RunPage> listRuns(String after, Integer limit, String accountId, String state) {
        if (state != null
                && Arrays.stream(RunStatus.values())
                        .noneMatch(known -> known.name().equals(state))) {
            throw new ProblemException(RunProblem.BAD_STATE, "\"state\" must be OPEN, SUCCEEDED, FAILED or CANCELLED.");
        }
        return runs.page(PageCursor.numberBelow(after), accountId, state, limit);
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, SALES, EXECUTIVE, ANALYST, ADMIN, SERVICE})
    public Uni<RunDetail> getRun(UUID runId) {
        return runs.detail(runId);
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, SALES, ADMIN})
    public Uni<RunDetail> completeTask(UUID runId, String step) {
        return runs.complete(runId, step, person.email());
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, SALES, ADMIN})
    public Uni<RunDetail> acknowledgeRun(UUID runId) {
        return runs.acknowledge(runId, person.email());
    }

    @Override
    @RolesAllowed({CS_LEADER, ANALYST, ADMIN})
    public Uni<RunDetail> cancelRun(UUID runId, Reason reason) {
        String why = reason == null ? null : reason.getReason();
        return after(changing.cancel(runId, why, person.email()), runId);
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, SALES, ADMIN})
    public Uni<RunDetail> skipStep(UUID runId, String step, Reason reason) {
        return after(changing.skip(runId, step, reason.getReason(), person.email()), runId);
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, SALES, ADMIN})
    public Uni<RunDetail> setRunOwner(UUID runId, RunOwner owner) {
        return after(changing.assign(runId, owner.getEmail(), owner.getReason(), person.email()), runId);
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, SALES, EXECUTIVE, ANALYST, ADMIN})
    public Uni<RunDetail> putRunComment(UUID runId, UUID commentId, Comment comment) {
        return after(changing.comment(runId, commentId, comment.getText(), person.email()), runId);
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, SALES, ADMIN})
    public Uni<RunDetail> setRunOutcome(UUID runId, RunOutcome outcome) {
        RunStatus as = RunStatus.valueOf(outcome.getState().name());
        return after(changing.close(runId, as, outcome.getReason(), person.email()), runId);
    }

    private Uni<RunDetail> after(Uni<Void> change, UUID runId) {
        return change.flatMap(done -> runs.detail(runId));
    }

    @Override
    @RolesAllowed({ANALYST, ADMIN})
    public Uni<RunCancellationResult> cancelRuns(RunCancellation which) {
        if ((which.getPlaybook() == null) == (which.getBundleHash() == null)) {
            throw new ProblemException(
                    RunProblem.CANCELLATION_NOT_CLEAR, "Name either \"playbook\" or \"bundleHash\".");
        }
        return runs.cancelAll(which.getPlaybook(), which.getBundleHash(), person.email())
                .map(count -> new RunCancellationResult().runs(count));
    }
}
