package io.tidewatch.engine.journey;

import static io.tidewatch.access.Roles.ADMIN;
import static io.tidewatch.access.Roles.ANALYST;
import static io.tidewatch.access.Roles.CSM;
import static io.tidewatch.access.Roles.CS_LEADER;
import static io.tidewatch.access.Roles.EXECUTIVE;
import static io.tidewatch.access.Roles.SALES;
import static io.tidewatch.access.Roles.SERVICE;

import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.api.JourneysApi;
import io.tidewatch.engine.api.model.AccountJourney;
import jakarta.annotation.security.RolesAllowed;

/** Journeys of accounts: {@code /v1/accounts/{accountId}/journey}. */
public class JourneysResource implements JourneysApi {

    private final AccountJourneys journeys;

    JourneysResource(AccountJourneys journeys) {
        this.journeys = journeys;
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, SALES, EXECUTIVE, ANALYST, ADMIN, SERVICE})
    public Uni<AccountJourney> getAccountJourney(String accountId) {
        return journeys.of(accountId);
    }
}
