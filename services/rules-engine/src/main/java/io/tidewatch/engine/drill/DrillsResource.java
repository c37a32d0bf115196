package io.tidewatch.engine.drill;

import static io.tidewatch.access.Roles.ADMIN;
import static io.tidewatch.access.Roles.ANALYST;
import static io.tidewatch.access.Roles.CSM;
import static io.tidewatch.access.Roles.CS_LEADER;

import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.api.DrillsApi;
import io.tidewatch.engine.api.model.Drill;
import io.tidewatch.engine.api.model.DrillPage;
import io.tidewatch.engine.api.model.DrillRequest;
import io.tidewatch.engine.person.CurrentPerson;
import io.tidewatch.problem.PageCursor;
import jakarta.annotation.security.RolesAllowed;
import java.util.UUID;

/** Playbooks that are run for practice: {@code /v1/drills}. */
public class DrillsResource implements DrillsApi {

    private final Drills drills;
    private final CurrentPerson person;

    DrillsResource(Drills drills, CurrentPerson person) {
        this.drills = drills;
        this.person = person;
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, ANALYST, ADMIN})
    public Uni<DrillPage> listDrills(String after, Integer limit) {
        return drills.page(PageCursor.numberBelow(after), limit);
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, ANALYST, ADMIN})
    public Uni<Drill> putDrill(UUID drillId, DrillRequest request) {
        return drills.run(drillId, request, person.email());
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, ANALYST, ADMIN})
    public Uni<Drill> getDrill(UUID drillId) {
        return drills.detail(drillId);
    }
}
