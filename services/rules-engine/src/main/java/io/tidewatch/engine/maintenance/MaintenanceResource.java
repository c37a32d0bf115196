package io.tidewatch.engine.maintenance;

import static io.tidewatch.access.Roles.ADMIN;
import static io.tidewatch.access.Roles.ANALYST;
import static io.tidewatch.access.Roles.CSM;
import static io.tidewatch.access.Roles.CS_LEADER;
import static io.tidewatch.access.Roles.EXECUTIVE;
import static io.tidewatch.access.Roles.SALES;
import static io.tidewatch.access.Roles.SERVICE;

import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.api.MaintenanceApi;
import io.tidewatch.engine.api.model.MaintenanceWindow;
import io.tidewatch.engine.api.model.MaintenanceWindowList;
import io.tidewatch.engine.api.model.MaintenanceWindowRequest;
import io.tidewatch.engine.person.CurrentPerson;
import jakarta.annotation.security.RolesAllowed;

/** Maintenance windows: {@code /v1/maintenance-windows}. */
public class MaintenanceResource implements MaintenanceApi {

    private final MaintenanceWindows windows;
    private final CurrentPerson person;

    MaintenanceResource(MaintenanceWindows windows, CurrentPerson person) {
        this.windows = windows;
        this.person = person;
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, SALES, EXECUTIVE, ANALYST, ADMIN, SERVICE})
    public Uni<MaintenanceWindowList> listMaintenanceWindows() {
        return windows.list().map(found -> new MaintenanceWindowList().items(found));
    }

    @Override
    @RolesAllowed({ANALYST, ADMIN})
    public Uni<MaintenanceWindow> setMaintenanceWindow(String windowId, MaintenanceWindowRequest wanted) {
        return windows.declare(windowId, wanted, person.email());
    }

    @Override
    @RolesAllowed({ANALYST, ADMIN})
    public Uni<Void> deleteMaintenanceWindow(String windowId) {
        return windows.end(windowId);
    }
}
