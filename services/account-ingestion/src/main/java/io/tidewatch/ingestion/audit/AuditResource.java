package io.tidewatch.ingestion.audit;

import static io.tidewatch.access.Roles.ADMIN;

import io.smallrye.mutiny.Uni;
import io.tidewatch.audit.AuditReading;
import io.tidewatch.audit.Verification;
import io.tidewatch.ingestion.api.AuditApi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.core.Response;
import java.time.OffsetDateTime;

/** The audit log of this service: {@code /v1/audit}. */
public class AuditResource implements AuditApi {

    private final AuditReading log;
    private final Verification verification;

    AuditResource(AuditReading log, Verification verification) {
        this.log = log;
        this.verification = verification;
    }

    @Override
    @RolesAllowed(ADMIN)
    public Uni<Response> listAuditEntries(
            String after,
            Integer limit,
            String accountId,
            String actor,
            String kind,
            String target,
            OffsetDateTime from,
            OffsetDateTime to) {
        return log.page(new AuditReading.Filter(accountId, actor, kind, target, from, to), after, limit)
                .map(page -> Response.ok(page).build());
    }

    @Override
    @RolesAllowed(ADMIN)
    public Uni<Response> getAuditVerification(String after, Integer limit, String anchor) {
        return verification.of(after, limit, anchor).map(found -> Response.ok(found)
                .build());
    }
}
