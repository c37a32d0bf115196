package io.tidewatch.engine.portfolio;

import static io.tidewatch.access.Roles.ADMIN;
import static io.tidewatch.access.Roles.ANALYST;
import static io.tidewatch.access.Roles.CSM;
import static io.tidewatch.access.Roles.CS_LEADER;
import static io.tidewatch.access.Roles.EXECUTIVE;
import static io.tidewatch.access.Roles.SALES;
import static io.tidewatch.access.Roles.SERVICE;

import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.api.PortfolioFlagsApi;
import io.tidewatch.engine.api.model.FlagNoteRequest;
import io.tidewatch.engine.api.model.FlagPage;
import io.tidewatch.engine.api.model.PortfolioFlagDetail;
import io.tidewatch.engine.flag.FlagKey;
import io.tidewatch.engine.flag.FlagMapper;
import io.tidewatch.engine.flag.FlagProblem;
import io.tidewatch.engine.flag.FlagQuery;
import io.tidewatch.engine.flag.FlagService;
import io.tidewatch.engine.flag.FlagService.Declaration;
import io.tidewatch.engine.flag.FlagStore;
import io.tidewatch.engine.flag.StoredFlag;
import io.tidewatch.engine.person.CurrentPerson;
import io.tidewatch.problem.PageCursor;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;

/** Flags of the portfolio: {@code /v1/portfolio-flags}. */
public class PortfolioFlagsResource implements PortfolioFlagsApi {

    private final Pool pool;
    private final FlagStore flags;
    private final FlagMapper mapper;
    private final FlagService service;
    private final PortfolioFlagDetails details;
    private final CurrentPerson person;

    PortfolioFlagsResource(
            Pool pool,
            FlagStore flags,
            FlagMapper mapper,
            FlagService service,
            PortfolioFlagDetails details,
            CurrentPerson person) {
        this.pool = pool;
        this.flags = flags;
        this.mapper = mapper;
        this.service = service;
        this.details = details;
        this.person = person;
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, SALES, EXECUTIVE, ANALYST, ADMIN, SERVICE})
    public Uni<FlagPage> listPortfolioFlags(String after, Integer limit, String state) {
        FlagProblem.checkState(state);
        String threshold = PageCursor.key(after, "").getFirst();
        return flags.page(pool, FlagQuery.ofPortfolio(threshold, state, null, limit))
                .map(found -> page(found, limit));
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, SALES, EXECUTIVE, ANALYST, ADMIN, SERVICE})
    public Uni<PortfolioFlagDetail> getPortfolioFlag(String thresholdId) {
        return details.of(thresholdId);
    }

    @Override
    @RolesAllowed({CS_LEADER, EXECUTIVE, ADMIN})
    public Uni<PortfolioFlagDetail> acknowledgePortfolioFlag(String thresholdId, FlagNoteRequest note) {
        return declare(Declaration.ACKNOWLEDGEMENT, thresholdId, note);
    }

    @Override
    @RolesAllowed({CS_LEADER, EXECUTIVE, ADMIN})
    public Uni<PortfolioFlagDetail> deletePortfolioFlagAcknowledgement(String thresholdId) {
        return end(Declaration.ACKNOWLEDGEMENT, thresholdId);
    }

    @Override
    @RolesAllowed({CS_LEADER, EXECUTIVE, ADMIN})
    public Uni<PortfolioFlagDetail> setPortfolioFlagSnooze(String thresholdId, FlagNoteRequest note) {
        return declare(Declaration.SNOOZE, thresholdId, note);
    }

    @Override
    @RolesAllowed({CS_LEADER, EXECUTIVE, ADMIN})
    public Uni<PortfolioFlagDetail> deletePortfolioFlagSnooze(String thresholdId) {
        return end(Declaration.SNOOZE, thresholdId);
    }

    private Uni<PortfolioFlagDetail> declare(Declaration what, String thresholdId, FlagNoteRequest note) {
        return service.declare(what, FlagKey.ofPortfolio(thresholdId), person.email(), note)
                .flatMap(done -> details.of(thresholdId));
    }

    private Uni<PortfolioFlagDetail> end(Declaration what, String thresholdId) {
        return service.end(what, FlagKey.ofPortfolio(thresholdId), person.email())
                .flatMap(done -> details.of(thresholdId));
    }

    private FlagPage page(List<StoredFlag> found, int limit) {
        FlagPage page = new FlagPage().items(found.stream().map(mapper::flag).toList());
        return found.size() < limit
                ? page
                : page.next(PageCursor.next(found.getLast().state().thresholdId()));
    }
}
