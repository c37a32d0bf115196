package io.tidewatch.engine.drill;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.audit.Act;
import io.tidewatch.audit.Action;
import io.tidewatch.audit.AuditLog;
import io.tidewatch.engine.api.model.ActionDrill;
import io.tidewatch.engine.api.model.Drill;
import io.tidewatch.engine.api.model.DrillPage;
import io.tidewatch.engine.api.model.DrillRequest;
import io.tidewatch.engine.bundle.CompiledBundles;
import io.tidewatch.engine.fact.AccountFact;
import io.tidewatch.engine.fact.FactStore;
import io.tidewatch.engine.flag.FlagMapper;
import io.tidewatch.engine.run.ActionFactory;
import io.tidewatch.engine.run.RunDeciding;
import io.tidewatch.feed.Change;
import io.tidewatch.feed.provider.FeedAppender;
import io.tidewatch.metric.DayCount;
import io.tidewatch.problem.PageCursor;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.RequestProblem;
import io.tidewatch.problem.TemporaryFailure;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.time.BusinessTime;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Runs playbooks for practice. A drill is stored together with the actions of its messages; it touches no flag and no run. */
@ApplicationScoped
class Drills {

    /** The type of change that publishes an action of a drill. */
    private static final String TYPE = "drill-action";

    private static final int MOST_PER_HOUR = 10;

    private final Pool pool;
    private final DrillStore store;
    private final FactStore facts;
    private final CompiledBundles bundles;
    private final RunDeciding runs;
    private final ActionFactory actions;
    private final FlagMapper flags;
    private final BusinessTime time;
    private final ObjectMapper json;
    private final AuditLog audit;

    Drills(
            Pool pool,
            DrillStore store,
            FactStore facts,
            CompiledBundles bundles,
            RunDeciding runs,
            ActionFactory actions,
            FlagMapper flags,
            BusinessTime time,
            ObjectMapper json,
            AuditLog audit) {
        this.pool = pool;
        this.store = store;
        this.facts = facts;
        this.bundles = bundles;
        this.runs = runs;
        this.actions = actions;
        this.flags = flags;
        this.time = time;
        this.json = json;
        this.audit = audit;
    }

    /**
     * Runs a drill; the same drill of the same person again only returns its result.
     *
     * @param by e-mail of the person, who receives the messages
     * @throws ProblemException {@code drill-id-taken}, {@code drill-not-possible}, {@code account-unknown}, {@code value-not-possible},
     *     {@code too-many-requests}, or {@code unavailable} before any rules are active
     */
    Uni<Drill> run(UUID id, DrillRequest request, String by) {
        if (!by.contains("@")) {
            throw new ProblemException(
                    DrillProblem.DRILL_NOT_POSSIBLE,
                    "Your user has no e-mail address, so the messages of a drill cannot reach you.");
        }
        return TemporaryFailure.retried(pool.withTransaction(tx -> store.lock(tx, by)
                        .flatMap(locked -> store.find(tx, id))
                        .flatMap(found -> {
                            if (found.isEmpty()) {
                                return begin(tx, id, request, by);
                            }
                            if (!isSame(found.get(), request, by)) {
                                throw taken(id);
                            }
                            return Uni.createFrom().voidItem();
                        })))
                .flatMap(done -> detail(id));
    }

    /** Fails with {@code drill-not-found}. */
    Uni<Drill> detail(UUID id) {
        return store.find(pool, id).map(found -> found.orElseThrow(() -> new ProblemException(
                        DrillProblem.DRILL_NOT_FOUND, "No drill has the id " + id + ", or it is no longer kept."))
                .drill());
    }

    /** A page, the newest first. */
    Uni<DrillPage> page(long numberBelow, int limit) {
        return store.page(pool, numberBelow, limit).map(found -> {
            DrillPage page = new DrillPage()
                    .items(found.stream().map(DrillStore.Stored::drill).toList());
            return found.size() < limit
                    ? page
                    : page.next(PageCursor.next(found.getLast().number()));
        });
    }

    private boolean isSame(DrillStore.Stored stored, DrillRequest request, String by) {
        return stored.drill().getBy().equals(by) && stored.request().equals(json.valueToTree(request));
    }

    private static ProblemException taken(UUID id) {
        return new ProblemException(
                DrillProblem.DRILL_ID_TAKEN, "Another drill has the id " + id + "; choose a new one for each drill.");
    }

    private Uni<Void> begin(SqlConnection tx, UUID id, DrillRequest request, String by) {
        CompiledBundle bundle = bundles.required();
        DrillPlan plan = DrillPlan.of(request, bundle);
        return store.pause(tx, by, MOST_PER_HOUR)
                .invoke(Drills::requireRoom)
                .flatMap(done -> time.now(tx))
                .flatMap(now -> account(tx, id, request, by, now)
                        // Not on the thread that answers all requests: it judges many times.
                        .emitOn(Infrastructure.getDefaultWorkerPool())
                        .map(account -> request.getValues() == null
                                        || request.getValues().isEmpty()
                                ? account
                                : DrillAccount.with(
                                        account, request.getValues(), bundle.catalogue(), DayCount.dayOf(now)))
                        .flatMap(account -> {
                            ActionDrill mark =
                                    new ActionDrill().id(id).recipient(by).startedAt(now.atOffset(ZoneOffset.UTC));
                            Rehearsal rehearsal = new Rehearsal(bundle, plan, account, mark, runs, actions, flags);
                            Drill result = rehearsal.result().accountId(request.getAccountId());
                            return store.insert(tx, request, result).flatMap(inserted -> {
                                if (!inserted) {
                                    throw taken(id);
                                }
                                Act act = Act.of(Action.STARTED, "drill", id).ofAccount(request.getAccountId());
                                return audit.write(tx, act)
                                        .flatMap(done -> FeedAppender.append(tx, changes(rehearsal, now)));
                            });
                        }));
    }

    private static void requireRoom(Duration wait) {
        if (wait.isPositive()) {
            throw new ProblemException(
                    RequestProblem.TOO_MANY_REQUESTS,
                    "You have started " + MOST_PER_HOUR + " drills within an hour; the next one is possible in "
                            + (wait.toMinutes() + 1) + " minutes.",
                    List.of(),
                    Map.of("Retry-After", Long.toString(wait.toSeconds())));
        }
    }

    private Uni<AccountFact> account(SqlConnection tx, UUID id, DrillRequest request, String by, Instant now) {
        String accountId = request.getAccountId();
        return accountId == null
                ? Uni.createFrom().item(DrillAccount.test(id, by))
                : facts.load(tx, List.of(accountId)).map(found -> {
                    if (found.isEmpty()) {
                        throw new ProblemException(
                                DrillProblem.ACCOUNT_UNKNOWN,
                                "The rules engine has no facts of the account \"" + accountId + "\".");
                    }
                    return DrillAccount.like(found.getFirst(), id, DayCount.dayOf(now));
                });
    }

    private List<Change> changes(Rehearsal rehearsal, Instant now) {
        return rehearsal.messages().stream()
                .map(action -> Change.ofControl(TYPE, action.getId(), 1, now, json.valueToTree(action)))
                .toList();
    }
}
