package io.tidewatch.engine.flag;

import io.smallrye.mutiny.Uni;
import io.tidewatch.audit.Act;
import io.tidewatch.audit.Action;
import io.tidewatch.audit.AuditLog;
import io.tidewatch.engine.api.model.FlagDetail;
import io.tidewatch.engine.api.model.FlagNoteRequest;
import io.tidewatch.engine.fact.JudgedStore;
import io.tidewatch.engine.partition.PartitionLock;
import io.tidewatch.feed.Change;
import io.tidewatch.feed.provider.FeedAppender;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.TemporaryFailure;
import io.tidewatch.rule.threshold.FlagCare;
import io.tidewatch.rule.threshold.FlagNote;
import io.tidewatch.rule.threshold.FlagState;
import io.tidewatch.rule.threshold.FlagStatus;
import io.tidewatch.time.BusinessTime;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * What people do with flags: read, acknowledge, snooze. Each change is one transaction; the judging loop decides what follows
 * from it.
 */
@ApplicationScoped
public class FlagService {

    /** How far ahead an acknowledgement or a snooze may end. */
    static final Duration LONGEST = Duration.ofDays(90);

    private final Pool pool;
    private final FlagStore flags;
    private final FlagHistory history;
    private final FlagMapper mapper;
    private final PresentEvidence evidence;
    private final JudgedStore judged;
    private final PartitionLock partitions;
    private final BusinessTime time;
    private final AuditLog audit;

    FlagService(
            Pool pool,
            FlagStore flags,
            FlagHistory history,
            FlagMapper mapper,
            PresentEvidence evidence,
            JudgedStore judged,
            PartitionLock partitions,
            BusinessTime time,
            AuditLog audit) {
        this.pool = pool;
        this.flags = flags;
        this.history = history;
        this.mapper = mapper;
        this.evidence = evidence;
        this.judged = judged;
        this.partitions = partitions;
        this.time = time;
        this.audit = audit;
    }

    /** What a person can declare about a flag. */
    public enum Declaration {
        /** They take care of it. */
        ACKNOWLEDGEMENT("ACKNOWLEDGED", FlagCare::acknowledgement, Action.ACKNOWLEDGED, Action.UNACKNOWLEDGED) {
            @Override
            FlagCare put(FlagCare care, FlagNote note) {
                return care.acknowledged(note);
            }
        },
        /** It is to be quiet for a time. */
        SNOOZE("SNOOZED", FlagCare::snooze, Action.SNOOZED, Action.UNSNOOZED) {
            @Override
            FlagCare put(FlagCare care, FlagNote note) {
                return care.snoozed(note);
            }
        };

        private final String declared;
        private final Function<FlagCare, FlagNote> in;
        private final Action begun;
        private final Action ended;

        Declaration(String declared, Function<FlagCare, FlagNote> in, Action begun, Action ended) {
            this.declared = declared;
            this.in = in;
            this.begun = begun;
            this.ended = ended;
        }

        /** With this note instead of the one that it has; null ends it. */
        abstract FlagCare put(FlagCare care, FlagNote note);
    }

    /**
     * One flag of an account with its present evidence, its transitions and its history.
     *
     * @throws ProblemException {@code flag-not-found}
     */
    Uni<FlagDetail> detail(FlagKey key) {
        return flags.required(pool, key).flatMap(flag -> Uni.combine()
                .all()
                .unis(
                        flags.transitions(pool, key.accountId(), key.thresholdId()),
                        history.of(pool, key),
                        evidence.of(flag))
                .asTuple()
                .map(all -> new FlagDetail()
                        .flag(mapper.flag(all.getItem3()))
                        .transitions(all.getItem1())
                        .history(all.getItem2())));
    }

    /**
     * Declares something about a flag; the same declaration again changes nothing.
     *
     * @param by who
     * @param declared why, and until when
     * @throws ProblemException {@code flag-not-found}, {@code flag-not-raised}, {@code end-not-possible}
     */
    public Uni<Void> declare(Declaration what, FlagKey key, String by, FlagNoteRequest declared) {
        Instant until = declared.getUntil().toInstant();
        String reason = declared.getReason();
        return changed(key, (tx, flag, now) -> {
            requirePossible(until, now);
            FlagNote known = what.in.apply(flag.state().care());
            if (known != null
                    && known.by().equals(by)
                    && known.reason().equals(reason)
                    && known.until().equals(until)) {
                return Uni.createFrom().voidItem();
            }
            if (what == Declaration.ACKNOWLEDGEMENT && flag.state().status() != FlagStatus.RAISED) {
                throw new ProblemException(
                        FlagProblem.FLAG_NOT_RAISED,
                        "The flag is " + flag.state().status() + "; only a raised flag can be acknowledged.");
            }
            FlagNote note = new FlagNote(by, reason, now, until);
            return history.declared(tx, flag.state(), what.declared, note)
                    .flatMap(done -> audit.write(tx, act(what.begun, key).with("until", until)))
                    .flatMap(done -> write(tx, key, flag, what.put(flag.state().care(), note), now));
        });
    }

    /**
     * Ends what was declared about a flag; without anything to end, nothing changes.
     *
     * @param by who
     * @throws ProblemException {@code flag-not-found}
     */
    public Uni<Void> end(Declaration what, FlagKey key, String by) {
        return changed(
                key,
                (tx, flag, now) -> what.in.apply(flag.state().care()) == null
                        ? Uni.createFrom().voidItem()
                        : history.ended(tx, flag.state(), what.name() + "_ENDED", by, now)
                                .flatMap(done -> audit.write(tx, act(what.ended, key)))
                                .flatMap(done -> write(
                                        tx, key, flag, what.put(flag.state().care(), null), now)));
    }

    private static void requirePossible(Instant until, Instant now) {
        if (!until.isAfter(now) || until.isAfter(now.plus(LONGEST))) {
            throw new ProblemException(
                    FlagProblem.END_NOT_POSSIBLE,
                    "\"until\" must be later than now (" + now + ") and at most " + LONGEST.toDays() + " days ahead.");
        }
    }

    private static Act act(Action action, FlagKey key) {
        return key.ofPortfolio()
                ? Act.of(action, "portfolio-flag", key.thresholdId())
                : Act.of(action, "flag", key.thresholdId()).ofAccount(key.accountId());
    }

    private Uni<Void> write(SqlConnection tx, FlagKey key, StoredFlag flag, FlagCare care, Instant now) {
        FlagState state = flag.state();
        StoredFlag after = new StoredFlag(state.withCare(care, state.version() + 1), flag.metric(), flag.evidence());
        return flags.write(tx, key.partition(), List.of(after))
                .flatMap(done ->
                        key.ofPortfolio() ? judged.judgePortfolioAnew(tx) : judged.judgeAnew(tx, key.accountId()))
                .flatMap(done -> FeedAppender.append(
                        tx,
                        List.of(
                                key.ofPortfolio()
                                        ? flags.portfolioChange(after, now)
                                        : Change.ofAccount(
                                                key.accountId(),
                                                "flag",
                                                FlagStore.key(after),
                                                after.state().version(),
                                                now,
                                                mapper.published(after)))));
    }

    /** One change of a flag at a business time. */
    private interface FlagWork {
        Uni<Void> on(SqlConnection tx, StoredFlag flag, Instant now);
    }

    private Uni<Void> changed(FlagKey key, FlagWork work) {
        return TemporaryFailure.retried(pool.withTransaction(
                tx -> (key.ofPortfolio() ? partitions.lockPortfolio(tx) : partitions.lock(tx, key.partition()))
                        .flatMap(locked -> flags.required(tx, key))
                        .flatMap(flag -> time.now(tx).flatMap(now -> work.on(tx, flag, now)))));
    }
}
