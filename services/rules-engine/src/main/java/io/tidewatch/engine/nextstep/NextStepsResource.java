package io.tidewatch.engine.nextstep;

import static io.tidewatch.access.Roles.ADMIN;
import static io.tidewatch.access.Roles.ANALYST;
import static io.tidewatch.access.Roles.CSM;
import static io.tidewatch.access.Roles.CS_LEADER;
import static io.tidewatch.access.Roles.EXECUTIVE;
import static io.tidewatch.access.Roles.SALES;
import static io.tidewatch.access.Roles.SERVICE;

import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.api.NextStepsApi;
import io.tidewatch.engine.api.model.NextStepPage;
import io.tidewatch.problem.PageCursor;
import jakarta.annotation.security.RolesAllowed;
import java.time.LocalDate;

/** What people have to do next: {@code /v1/next-steps}. */
public class NextStepsResource implements NextStepsApi {

    private final NextSteps steps;

    NextStepsResource(NextSteps steps) {
        this.steps = steps;
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, SALES, EXECUTIVE, ANALYST, ADMIN, SERVICE})
    public Uni<NextStepPage> listNextSteps(String after, Integer limit, String owner, LocalDate dueBy) {
        return steps.page(PageCursor.key(after, "").getFirst(), limit, owner, dueBy);
    }
}
