package io.tidewatch.engine.flag;

import static io.tidewatch.access.Roles.ADMIN;
import static io.tidewatch.access.Roles.ANALYST;
import static io.tidewatch.access.Roles.CSM;
import static io.tidewatch.access.Roles.CS_LEADER;
import static io.tidewatch.access.Roles.EXECUTIVE;
import static io.tidewatch.access.Roles.SALES;
import static io.tidewatch.access.Roles.SERVICE;

import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.api.FlagsApi;
import io.tidewatch.engine.api.model.FlagDetail;
import io.tidewatch.engine.api.model.FlagNoteRequest;
import io.tidewatch.engine.api.model.FlagPage;
import io.tidewatch.engine.flag.FlagService.Declaration;
import io.tidewatch.engine.person.CurrentPerson;
import io.tidewatch.problem.PageCursor;
import io.tidewatch.rule.threshold.FlagState;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;

/** Flags: {@code /v1/flags}. */
public class FlagsResource implements FlagsApi {

    private final Pool pool;
    private final FlagStore flags;
    private final FlagMapper mapper;
    private final FlagService service;
    private final CurrentPerson person;

    FlagsResource(Pool pool, FlagStore flags, FlagMapper mapper, FlagService service, CurrentPerson person) {
        this.pool = pool;
        this.flags = flags;
        this.mapper = mapper;
        this.service = service;
        this.person = person;
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, SALES, EXECUTIVE, ANALYST, ADMIN, SERVICE})
    public Uni<FlagPage> listFlags(String after, Integer limit, String accountId, String state, String thresholdId) {
        FlagProblem.checkState(state);
        List<String> key = PageCursor.key(after, "", "");
        return flags.page(pool, new FlagQuery(key.get(0), key.get(1), accountId, state, thresholdId, limit))
                .map(found -> page(found, limit));
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, SALES, EXECUTIVE, ANALYST, ADMIN, SERVICE})
    public Uni<FlagDetail> getFlag(String accountId, String thresholdId) {
        return service.detail(FlagKey.of(accountId, thresholdId));
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, SALES, ADMIN})
    public Uni<FlagDetail> acknowledgeFlag(String accountId, String thresholdId, FlagNoteRequest note) {
        return declare(Declaration.ACKNOWLEDGEMENT, FlagKey.of(accountId, thresholdId), note);
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, SALES, ADMIN})
    public Uni<FlagDetail> deleteFlagAcknowledgement(String accountId, String thresholdId) {
        return end(Declaration.ACKNOWLEDGEMENT, FlagKey.of(accountId, thresholdId));
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, SALES, ADMIN})
    public Uni<FlagDetail> setFlagSnooze(String accountId, String thresholdId, FlagNoteRequest note) {
        return declare(Declaration.SNOOZE, FlagKey.of(accountId, thresholdId), note);
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, SALES, ADMIN})
    public Uni<FlagDetail> deleteFlagSnooze(String accountId, String thresholdId) {
        return end(Declaration.SNOOZE, FlagKey.of(accountId, thresholdId));
    }

    private Uni<FlagDetail> declare(Declaration what, FlagKey key, FlagNoteRequest note) {
        return service.declare(what, key, person.email(), note).flatMap(done -> service.detail(key));
    }

    private Uni<FlagDetail> end(Declaration what, FlagKey key) {
        return service.end(what, key, person.email()).flatMap(done -> service.detail(key));
    }

    private FlagPage page(List<StoredFlag> found, int limit) {
        FlagPage page = new FlagPage().items(found.stream().map(mapper::flag).toList());
        if (found.size() < limit) {
            return page;
        }
        FlagState last = found.getLast().state();
        return page.next(PageCursor.next(last.accountId(), last.thresholdId()));
    }
}
