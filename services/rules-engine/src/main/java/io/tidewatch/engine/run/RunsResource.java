package io.tidewatch.engine.run;

import static io.tidewatch.access.Roles.ADMIN;
import static io.tidewatch.access.Roles.ANALYST;
import static io.tidewatch.access.Roles.CSM;
import static io.tidewatch.access.Roles.CS_LEADER;
import static io.tidewatch.access.Roles.EXECUTIVE;
import static io.tidewatch.access.Roles.SALES;
import static io.tidewatch.access.Roles.SERVICE;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.api.RunsApi;
import io.tidewatch.engine.api.model.RunDetail;
import io.tidewatch.engine.api.model.RunPage;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.RequestProblem;
import io.tidewatch.rule.playbook.RunStatus;
import jakarta.annotation.security.RolesAllowed;
import java.util.Arrays;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Playbook runs: {@code /v1/runs}. */
public class RunsResource implements RunsApi {

    private final RunService desk;
    private final SecurityIdentity identity;

    /** For the container. */
    RunsResource(RunService desk, SecurityIdentity identity) {
        this.desk = desk;
        this.identity = identity;
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, SALES, EXECUTIVE, ANALYST, ADMIN, SERVICE})
    public Uni<RunPage> listRuns(String after, Integer limit, String accountId, String state) {
        if (state != null
                && Arrays.stream(RunStatus.values())
                        .noneMatch(known -> known.name().equals(state))) {
            throw new ProblemException(RunProblem.BAD_STATE, "A run is OPEN, SUCCEEDED, FAILED or CANCELLED.");
        }
        return desk.page(numberBelow(after), accountId, state, limit);
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, SALES, EXECUTIVE, ANALYST, ADMIN, SERVICE})
    public Uni<RunDetail> getRun(UUID runId) {
        return desk.detail(runId);
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, SALES, ADMIN})
    public Uni<RunDetail> completeTask(UUID runId, String step) {
        return desk.complete(runId, step, person());
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, SALES, ADMIN})
    public Uni<RunDetail> acknowledgeRun(UUID runId) {
        return desk.acknowledge(runId, person());
    }

    /** The e-mail of the caller, or the user name where the token has none. */
    private String person() {
        String email = identity.getPrincipal() instanceof JsonWebToken token ? token.getClaim("email") : null;
        return email != null ? email : identity.getPrincipal().getName();
    }

    private static long numberBelow(String after) {
        try {
            return after == null ? Long.MAX_VALUE : Long.parseLong(after);
        } catch (NumberFormatException e) {
            throw RequestProblem.noSuchPage();
        }
    }
}
