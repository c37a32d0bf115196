package io.tidewatch.engine.judging;

import static io.tidewatch.access.Roles.ADMIN;
import static io.tidewatch.access.Roles.ANALYST;
import static io.tidewatch.access.Roles.CS_LEADER;

import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.api.PreviewApi;
import io.tidewatch.engine.api.model.PreviewPage;
import io.tidewatch.problem.PageCursor;
import jakarta.annotation.security.RolesAllowed;

/** What a bundle would change if it became active: {@code /v1/bundles/{hash}/preview}. */
public class PreviewResource implements PreviewApi {

    private final PreviewJudging judging;

    PreviewResource(PreviewJudging judging) {
        this.judging = judging;
    }

    @Override
    @RolesAllowed({CS_LEADER, ANALYST, ADMIN})
    public Uni<PreviewPage> listPreview(String hash, String after, Integer limit) {
        return judging.page(hash, PageCursor.key(after, "").getFirst(), limit);
    }
}
