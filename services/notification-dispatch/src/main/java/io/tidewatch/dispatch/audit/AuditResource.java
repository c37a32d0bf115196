package io.tidewatch.dispatch.audit;

import static io.tidewatch.access.Roles.ADMIN;

import io.smallrye.mutiny.Uni;
import io.tidewatch.audit.AuditPage;
import io.tidewatch.audit.AuditReading;
import io.tidewatch.audit.AuditVerification;
import io.tidewatch.audit.Verification;
import io.tidewatch.dispatch.api.AuditApi;
import jakarta.annotation.security.RolesAllowed;
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
    public Uni<AuditPage> listAuditEntries(
            String after,
            Integer limit,
            String accountId,
            String actor,
            String kind,
            String target,
            OffsetDateTime from,
            OffsetDateTime to) {
        return log.page(new AuditReading.Filter(accountId, actor, kind, target, from, to), after, limit);
    }

    @Override
    @RolesAllowed(ADMIN)
    public Uni<AuditVerification> getAuditVerification(String after, Integer limit, String anchor) {
        return verification.of(after, limit, anchor);
    }
}
