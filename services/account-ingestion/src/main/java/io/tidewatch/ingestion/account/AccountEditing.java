package io.tidewatch.ingestion.account;

import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Sessions;
import io.tidewatch.audit.Act;
import io.tidewatch.audit.Action;
import io.tidewatch.audit.AuditLog;
import io.tidewatch.feed.trace.Traceparent;
import io.tidewatch.ingestion.change.NewMarks;
import io.tidewatch.ingestion.mapping.RecordKind;
import io.tidewatch.ingestion.record.Precondition;
import io.tidewatch.ingestion.record.RecordChecks;
import io.tidewatch.ingestion.record.RecordEditing;
import io.tidewatch.ingestion.record.RecordForms;
import io.tidewatch.ingestion.record.RecordProblem;
import io.tidewatch.metric.language.Vocabulary;
import io.tidewatch.problem.Problem;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.TemporaryFailure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityExistsException;
import jakarta.persistence.LockModeType;
import jakarta.persistence.OptimisticLockException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.reactive.mutiny.Mutiny;

/** Reads and writes single accounts, each write in one transaction that publishes the change last. */
@ApplicationScoped
public class AccountEditing {

    private final Sessions sessions;
    private final NewMarks marks;
    private final AuditLog audit;

    public AccountEditing(Sessions sessions, NewMarks marks, AuditLog audit) {
        this.sessions = sessions;
        this.marks = marks;
        this.audit = audit;
    }

    /** An account, its version, the day from which on it holds, and its custom attributes as JSON (null for none). */
    record Stored(
            String id,
            long version,
            LocalDate holdsFrom,
            AccountAttributes attributes,
            String customAttributes,
            boolean created) {

        static Stored of(AccountEntity entity, boolean created) {
            return new Stored(
                    entity.id,
                    entity.version,
                    entity.holdsFrom(),
                    entity.attributes(),
                    entity.customAttributes,
                    created);
        }
    }

    /** The account of that id; fails with {@code account-not-found}. */
    Uni<Stored> get(String id) {
        return sessions.read(session -> session.find(AccountEntity.class, id)).map(entity -> {
            if (entity == null) {
                throw new ProblemException(
                        RecordProblem.ACCOUNT_NOT_FOUND,
                        "There is no account \"" + id + "\". Import it, or check the id.");
            }
            return Stored.of(entity, false);
        });
    }

    /** Accounts after an id, in order of the id; null filters select all. */
    Uni<List<Stored>> list(String after, int limit, String segment, String csm) {
        return sessions.read(session -> session.createSelectionQuery(
                                // PostgreSQL needs the types of parameters that may be null.
                                "from Account where id > :after"
                                        + " and (cast(:segment as string) is null or segment = cast(:segment as string))"
                                        + " and (cast(:csm as string) is null or csmEmail = cast(:csm as string))"
                                        + " order by id",
                                AccountEntity.class)
                        .setParameter("after", after)
                        .setParameter("segment", segment)
                        .setParameter("csm", csm)
                        .setMaxResults(limit)
                        .getResultList())
                .map(found -> found.stream().map(e -> Stored.of(e, false)).toList());
    }

    /**
     * Creates or changes an account.
     *
     * @param validFrom the day from which on the attributes hold; null for today
     * @return fails with {@code precondition-failed} when the account has another version than the writer has read, and with {@code
     *     invalid-request} for a day that is still to come
     */
    Uni<Stored> put(String id, AccountAttributes attributes, LocalDate validFrom, Precondition precondition) {
        RecordForms.demand(RecordKind.ACCOUNT, words(attributes));
        String trace = Traceparent.current();
        return TemporaryFailure.retried(sessions.inTransaction(session -> trace(session, trace)
                        .chain(() -> reserve(session, id, precondition))
                        .chain(() -> session.find(AccountEntity.class, id, LockModeType.PESSIMISTIC_WRITE))
                        .chain(entity -> {
                            precondition.check(entity == null ? null : entity.version);
                            if (entity != null
                                    && entity.attributes().equals(attributes)
                                    && (validFrom == null || validFrom.equals(entity.validFrom))) {
                                return settle(session, id).replaceWith(Stored.of(entity, false));
                            }
                            return now(session)
                                    .invoke(now -> demandCome(validFrom, now))
                                    .chain(now -> write(session, id, entity, attributes, validFrom, now));
                        })))
                .invoke(marks::added)
                .onFailure(AccountEditing::raced)
                .transform(e -> Precondition.failed());
    }

    /** As {@link io.tidewatch.ingestion.change.ChangePublisher#trace}. */
    private static Uni<Void> trace(Mutiny.Session session, String traceparent) {
        return traceparent == null
                ? Uni.createFrom().voidItem()
                : session.createNativeQuery("select set_config('tidewatch.traceparent', :trace, true)", String.class)
                        .setParameter("trace", traceparent)
                        .getSingleResult()
                        .replaceWithVoid();
    }

    /** Keeps imports from creating an account with the same id in this source until the transaction ends. */
    private static Uni<Void> reserve(Mutiny.Session session, String id, Precondition precondition) {
        return precondition.create()
                ? session.createNativeQuery(
                                "select 1 from lock_new_record('ACCOUNT', '" + RecordEditing.BY_REQUEST + "', :id)",
                                Integer.class)
                        .setParameter("id", id)
                        .getSingleResult()
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    private static void demandCome(LocalDate validFrom, Instant now) {
        Map<String, String> values = new HashMap<>();
        values.put("validFrom", Objects.toString(validFrom, null));
        RecordChecks.check(Vocabulary.ACCOUNT, values, LocalDate.ofInstant(now, ZoneOffset.UTC))
                .ifPresent(fault -> {
                    String sentence = fault.field() + " " + fault.message() + ".";
                    throw new ProblemException(
                            RecordProblem.INVALID_REQUEST,
                            sentence,
                            List.of(Problem.Fault.at("/" + fault.field(), sentence)));
                });
    }

    private Uni<Stored> write(
            Mutiny.Session session,
            String id,
            AccountEntity present,
            AccountAttributes attributes,
            LocalDate validFrom,
            Instant now) {
        AccountEntity entity = present == null ? fresh(id) : present;
        Act act = act(id, present, attributes, validFrom);
        entity.knownAt = now;
        entity.validFrom = validFrom;
        entity.set(attributes);
        Uni<Void> flushed = present == null
                ? session.persist(entity).chain(session::flush).chain(() -> link(session, id))
                : session.flush();
        return flushed.chain(() -> audit.write(session, act.with("version", entity.version)))
                .chain(() -> settle(session, id))
                .chain(() -> publish(session, id))
                .map(published -> Stored.of(entity, present == null));
    }

    private static Act act(String id, AccountEntity present, AccountAttributes attributes, LocalDate validFrom) {
        if (present == null) {
            return Act.of(Action.CREATED, "account", id).ofAccount(id);
        }
        AccountAttributes before = present.attributes();
        Map<String, String> words = words(before);
        Set<String> changed = new TreeSet<>();
        words(attributes).forEach((field, word) -> {
            if (!Objects.equals(word, words.get(field))) {
                changed.add(field);
            }
        });
        changed.addAll(before.further().equals(attributes.further()) ? Set.of() : Set.of("fields"));
        changed.addAll(Objects.equals(before.signupDate(), attributes.signupDate()) ? Set.of() : Set.of("signupDate"));
        return Act.of(Action.CHANGED, "account", id)
                .ofAccount(id)
                .with("fields", changed)
                .with("validFrom", validFrom);
    }

    private static Uni<Instant> now(Mutiny.Session session) {
        return session.createNativeQuery("select business_now()", Instant.class).getSingleResult();
    }

    /** Settles the unsettled row of an account that is stored now, and marks the accounts concerned. */
    private static Uni<Void> settle(Mutiny.Session session, String id) {
        return session.createNativeQuery(
                        "select 1 from mark_dirty(settle_record('ACCOUNT', :id), array['ACCOUNT'])", Integer.class)
                .setParameter("id", id)
                .getSingleResult()
                .replaceWithVoid();
    }

    /** Marks the account for the metrics and publishes it; the last statement of the transaction. */
    private static Uni<Long> publish(Mutiny.Session session, String id) {
        return session.createNativeQuery("select account_changed(:id)", Long.class)
                .setParameter("id", id)
                .getSingleResult();
    }

    /** Whether the failure means that another transaction wrote the account first. */
    private static boolean raced(Throwable e) {
        return e instanceof OptimisticLockException
                || e instanceof EntityExistsException
                || e instanceof ConstraintViolationException
                || e.getCause() != null && e.getCause() != e && raced(e.getCause());
    }

    private static Uni<Void> link(Mutiny.Session session, String id) {
        return session.createNativeQuery("insert into account_source (source, external_id, account_id) values ('"
                        + RecordEditing.BY_REQUEST + "', :id, :id)")
                .setParameter("id", id)
                .executeUpdate()
                .replaceWithVoid();
    }

    private static AccountEntity fresh(String id) {
        AccountEntity entity = new AccountEntity();
        entity.id = id;
        entity.version = 1;
        entity.source = RecordEditing.BY_REQUEST;
        entity.externalId = id;
        entity.contentHash = "";
        return entity;
    }

    private static Map<String, String> words(AccountAttributes attributes) {
        Map<String, String> words = new HashMap<>();
        words.put("name", attributes.name());
        words.put("segment", attributes.segment());
        words.put("industry", attributes.industry());
        words.put("country", attributes.country());
        words.put("businessModel", attributes.businessModel());
        words.put("lifecycleStage", attributes.lifecycleStage());
        words.put("csmEmail", attributes.csmEmail());
        words.put("salesOwnerEmail", attributes.salesOwnerEmail());
        return words;
    }
}
