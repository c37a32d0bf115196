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
import io.tidewatch.engine.api.model.FlagDetail;
import io.tidewatch.engine.api.model.FlagPage;
import io.tidewatch.engine.flag.FlagMapper;
import io.tidewatch.engine.flag.FlagProblem;
import io.tidewatch.engine.flag.FlagQuery;
import io.tidewatch.engine.flag.FlagStore;
import io.tidewatch.engine.flag.StoredFlag;
import io.tidewatch.problem.PageCursor;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.rule.compile.CompiledPortfolio;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;

/** Flags of the portfolio: {@code /v1/portfolio-flags}. */
public class PortfolioFlagsResource implements PortfolioFlagsApi {

    private final Pool pool;
    private final FlagStore flags;
    private final FlagMapper mapper;

    PortfolioFlagsResource(Pool pool, FlagStore flags, FlagMapper mapper) {
        this.pool = pool;
        this.flags = flags;
        this.mapper = mapper;
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
    public Uni<FlagDetail> getPortfolioFlag(String thresholdId) {
        return flags.page(pool, FlagQuery.ofPortfolio("", null, thresholdId, 1)).flatMap(found -> {
            if (found.isEmpty()) {
                throw new ProblemException(
                        FlagProblem.FLAG_NOT_FOUND,
                        "The portfolio was never judged by a threshold \"" + thresholdId + "\".");
            }
            return flags.transitions(pool, CompiledPortfolio.ID, thresholdId).map(transitions -> new FlagDetail()
                    .flag(mapper.flag(found.getFirst()))
                    .transitions(transitions)
                    .history(List.of()));
        });
    }

    private FlagPage page(List<StoredFlag> found, int limit) {
        FlagPage page = new FlagPage().items(found.stream().map(mapper::flag).toList());
        return found.size() < limit
                ? page
                : page.next(PageCursor.next(found.getLast().state().thresholdId()));
    }
}
