package io.tidewatch.engine.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.tidewatch.audit.Act;
import io.tidewatch.audit.Action;
import io.tidewatch.audit.AuditLog;
import io.tidewatch.engine.api.model.Fault;
import io.tidewatch.problem.TemporaryFailure;
import io.tidewatch.rule.bundle.RuleBundle;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The bundles for background work: which to check, which is active, which is to become active. */
@ApplicationScoped
class BundleStore {

    /** Restores the state of bundles that are no longer asked for. */
    private static final String NO_LONGER_WANTED = """
            update rule_bundle set state = case when activated_at is null then 'VALIDATED' else 'RETIRED' end
            where state = 'WAITING' and hash <> $1
            """;

    /** How often the check of a bundle may end with its replica until the bundle is refused. */
    private static final int MOST_INTERRUPTED = 3;

    private final Pool pool;
    private final ObjectMapper json;
    private final Counter refused;
    private final AuditLog audit;

    BundleStore(Pool pool, ObjectMapper json, MeterRegistry meters, AuditLog audit) {
        this.pool = pool;
        this.json = json;
        this.audit = audit;
        this.refused = Counter.builder("tidewatch.bundles.refused")
                .description("Rule bundles that this replica has refused")
                .register(meters);
    }

    /**
     * The row that all replicas follow.
     *
     * @param active the bundle to judge with; null while there is none
     * @param wanted the bundle to become active when its catalogue is ready; null when there is none
     * @param folder the last bundle of the installation (rules folder or ConfigMaps); null when there never was one
     */
    record Pointer(String active, String wanted, String folder) {}

    Uni<Pointer> pointer() {
        return pool.query("select hash, wanted, folder_hash from active_bundle")
                .execute()
                .map(rows -> rows.iterator().next())
                .map(row -> new Pointer(row.getString("hash"), row.getString("wanted"), row.getString("folder_hash")));
    }

    /**
     * Claims one candidate for a check; empty when there is none. The claim stays on record until the check is stored or
     * released, or {@link #returnInterrupted} finds it expired.
     */
    Uni<Optional<String>> claimCandidate(Duration during) {
        return pool.preparedQuery("""
                        update rule_bundle set checked_until = clock_timestamp() + make_interval(secs => $1)
                        where hash = (select hash from rule_bundle
                                      where state = 'CANDIDATE' and checked_until is null
                                      order by number limit 1 for update skip locked)
                        returning hash
                        """)
                .execute(Tuple.of((double) during.toSeconds()))
                .map(rows -> first(rows).map(row -> row.getString("hash")));
    }

    /** Gives a claim back: the check did not take place. */
    Uni<Void> release(String hash) {
        return pool.preparedQuery("update rule_bundle set checked_until = null where hash = $1 and state = 'CANDIDATE'")
                .execute(Tuple.of(hash))
                .replaceWithVoid();
    }

    /**
     * Has candidates checked again whose check did not come to an end in time, because the replica that claimed them ended. Refuses those
     * to which this has happened too often: they may be the reason.
     */
    Uni<Void> returnInterrupted(List<Fault> problems) {
        return pool.preparedQuery("""
                        update rule_bundle
                        set interrupted = interrupted + 1, checked_until = null,
                            state = case when interrupted + 1 < $2 then state else 'REFUSED' end,
                            check_exceeded = interrupted + 1 >= $2,
                            problem_count = case when interrupted + 1 < $2 then problem_count else 1 end,
                            problems = case when interrupted + 1 < $2 then problems else $1 end
                        where state = 'CANDIDATE' and checked_until < clock_timestamp()
                        returning state
                        """)
                .execute(Tuple.of(text(problems), MOST_INTERRUPTED))
                .invoke(rows ->
                        rows.forEach(row -> refused.increment(row.getString(0).equals("REFUSED") ? 1 : 0)))
                .replaceWithVoid();
    }

    /** The state of a bundle; empty when there is none of that hash. */
    Uni<Optional<BundleState>> state(String hash) {
        return pool.preparedQuery("select state from rule_bundle where hash = $1")
                .execute(Tuple.of(hash))
                .map(rows -> first(rows).map(row -> BundleState.valueOf(row.getString("state"))));
    }

    /**
     * What is known of a bundle.
     *
     * @param state its state
     * @param problemCount how many problems there are
     * @param problems the first of them
     */
    record Checked(BundleState state, int problemCount, List<Fault> problems) {}

    /** What is known of a bundle; empty when there is none of that hash. */
    Uni<Optional<Checked>> checked(String hash) {
        return pool.preparedQuery("select state, problem_count, problems from rule_bundle where hash = $1")
                .execute(Tuple.of(hash))
                .map(rows -> first(rows)
                        .map(row -> new Checked(
                                BundleState.valueOf(row.getString("state")),
                                row.getInteger("problem_count"),
                                BundleMapper.problems(json, row.getString("problems")))));
    }

    /** The files; fails when there are none. */
    Uni<RuleBundle> files(String hash) {
        return pool.preparedQuery("select files from rule_bundle_content where hash = $1")
                .execute(Tuple.of(hash))
                .map(rows -> BundleFiles.fromBytes(
                        rows.iterator().next().getBuffer("files").getBytes()));
    }

    /**
     * Refuses a candidate.
     *
     * @param exceeded whether it exceeded the limits of its check, and so is not checked again by itself
     * @param count how many problems there are
     * @param problems the first of them
     */
    Uni<Void> refuse(String hash, boolean exceeded, int count, List<Fault> problems) {
        return pool.preparedQuery("""
                        update rule_bundle
                        set state = 'REFUSED', check_exceeded = $2, problem_count = $3, problems = $4, checked_until = null
                        where hash = $1 and state = 'CANDIDATE'
                        """)
                .execute(Tuple.of(hash, exceeded, count, text(problems)))
                .invoke(rows -> refused.increment(rows.rowCount()))
                .replaceWithVoid();
    }

    /** Stores that a candidate is valid, and asks for its activation when it came from the installation. */
    Uni<Void> accept(String hash, String catalogueHash, int thresholds, int playbooks, int scenarios) {
        return pool.withTransaction(tx -> tx.preparedQuery("""
                        update rule_bundle
                        set state = 'VALIDATED', catalogue_hash = $2, thresholds = $3, playbooks = $4, scenarios = $5,
                            problems = '[]', problem_count = 0, checked_until = null
                        where hash = $1 and state = 'CANDIDATE' returning activate
                        """)
                .execute(Tuple.of(hash, catalogueHash, thresholds, playbooks, scenarios))
                .flatMap(rows ->
                        first(rows).filter(row -> row.getBoolean("activate")).isPresent()
                                ? wantIn(tx, hash)
                                : Uni.createFrom().voidItem()));
    }

    /** Asks for a bundle to become active, in the place of one that was asked for before. */
    Uni<Void> want(String hash) {
        return TemporaryFailure.retried(pool.withTransaction(
                tx -> tx.query("select coalesce(wanted, hash) as next from active_bundle for update")
                        .execute()
                        .flatMap(rows -> hash.equals(rows.iterator().next().getString("next"))
                                ? Uni.createFrom().voidItem()
                                : audit.write(tx, Act.of(Action.STARTED, "activation", hash)))
                        .flatMap(done -> wantIn(tx, hash))));
    }

    /** Deletes a bundle that was never active and is not asked for; false when it was or is. */
    Uni<Boolean> delete(String hash) {
        return TemporaryFailure.retried(pool.withTransaction(tx -> tx.preparedQuery("""
                        select 1 from rule_bundle b
                        where b.hash = $1 and b.state in ('CANDIDATE', 'REFUSED', 'VALIDATED') and b.activated_at is null
                        for update
                        """)
                .execute(Tuple.of(hash))
                .flatMap(rows -> rows.size() == 0
                        ? Uni.createFrom().item(false)
                        : tx.preparedQuery("delete from rule_bundle_content where hash = $1")
                                .execute(Tuple.of(hash))
                                .flatMap(r -> tx.preparedQuery("delete from rule_bundle where hash = $1")
                                        .execute(Tuple.of(hash)))
                                .flatMap(r -> audit.write(tx, Act.of(Action.DELETED, "bundle", hash)))
                                .replaceWith(true))));
    }

    private static Uni<Void> wantIn(SqlClient tx, String hash) {
        return tx.preparedQuery("""
                        update active_bundle set wanted = case when hash is not distinct from $1 then null else $1 end
                        returning wanted
                        """)
                .execute(Tuple.of(hash))
                .flatMap(rows -> tx.preparedQuery(NO_LONGER_WANTED).execute(Tuple.of(hash)))
                .flatMap(rows -> tx.preparedQuery(
                                "update rule_bundle set state = 'WAITING' where hash = $1 and state in ('VALIDATED', 'RETIRED')")
                        .execute(Tuple.of(hash)))
                .replaceWithVoid();
    }

    /** Refuses a bundle that was asked for, because its catalogue was refused. */
    Uni<Void> giveUp(String hash, List<Fault> problems) {
        return pool.withTransaction(tx -> tx.preparedQuery("update active_bundle set wanted = null where wanted = $1")
                .execute(Tuple.of(hash))
                .flatMap(rows -> tx.preparedQuery(
                                "update rule_bundle set state = 'REFUSED', problems = $2, problem_count = 1 where hash = $1 and state = 'WAITING'")
                        .execute(Tuple.of(hash, text(problems))))
                .invoke(rows -> refused.increment(rows.rowCount()))
                .replaceWithVoid());
    }

    /** Whether the active bundle and the given one have the same catalogue. */
    Uni<Boolean> sharesCatalogueWithActive(String hash) {
        return pool.preparedQuery("""
                        select exists (select 1 from active_bundle a
                                       join rule_bundle active on active.hash = a.hash
                                       join rule_bundle next on next.hash = $1
                                       where active.catalogue_hash = next.catalogue_hash) as same
                        """)
                .execute(Tuple.of(hash))
                .map(rows -> rows.iterator().next().getBoolean("same"));
    }

    /** Makes the wanted bundle the active one, for all replicas at once. Does nothing when it is not wanted any more. */
    Uni<Boolean> activate(String hash) {
        return pool.withTransaction(tx -> tx.preparedQuery(
                        "select hash from active_bundle where wanted = $1 for update")
                .execute(Tuple.of(hash))
                .flatMap(rows -> rows.size() == 0
                        ? Uni.createFrom().item(false)
                        : tx.preparedQuery("update rule_bundle set state = 'RETIRED' where state = 'ACTIVE'")
                                .execute()
                                .flatMap(r -> tx.preparedQuery("""
                                                update rule_bundle set state = 'ACTIVE', activated_at = business_now()
                                                where hash = $1
                                                """).execute(Tuple.of(hash)))
                                .flatMap(r -> tx.query("update active_bundle set hash = wanted, wanted = null")
                                        .execute())
                                .flatMap(r -> audit.write(
                                        tx,
                                        Act.of(Action.ACTIVATED, "bundle", hash)
                                                .with(
                                                        "before",
                                                        rows.iterator().next().getString("hash"))))
                                .replaceWith(true)));
    }

    /**
     * Takes the bundle of the installation (folder or ConfigMaps). One that another replica took, or that was taken before a restart, is
     * not activated once more: a person may have activated another one since.
     *
     * @param first whether this replica has just begun to look; a refused bundle is then checked again
     * @return whether it was a change
     */
    Uni<Boolean> receive(RuleBundle bundle, boolean first) {
        return pointer().flatMap(pointer -> {
            if (!bundle.hash().equals(pointer.folder())) {
                return receiveChanged(bundle).replaceWith(true);
            }
            return (first ? checkAgain(bundle.hash()) : Uni.createFrom().voidItem()).replaceWith(false);
        });
    }

    /** Stores the bundle of the installation, to be checked and activated; a known valid one is asked for at once. */
    private Uni<Void> receiveChanged(RuleBundle bundle) {
        return pool.withTransaction(tx -> tx.preparedQuery("""
                        insert into rule_bundle (hash, state, origin, received_at, activate)
                        values ($1, 'CANDIDATE', 'FOLDER', business_now(), true)
                        on conflict (hash) do update set activate = true
                        """)
                .execute(Tuple.of(bundle.hash()))
                .flatMap(rows -> tx.preparedQuery(
                                "insert into rule_bundle_content (hash, files) values ($1, $2) on conflict (hash) do nothing")
                        .execute(Tuple.tuple()
                                .addString(bundle.hash())
                                .addBuffer(Buffer.buffer(BundleFiles.toBytes(bundle)))))
                .flatMap(rows -> tx.preparedQuery(
                                "update active_bundle set folder_hash = $1 where folder_hash is distinct from $1")
                        .execute(Tuple.of(bundle.hash())))
                // Once, although every replica reads the same folder.
                .flatMap(rows -> rows.rowCount() == 0
                        ? Uni.createFrom().voidItem()
                        : audit.write(
                                tx,
                                Act.of(Action.UPLOADED, "bundle", bundle.hash()).with("origin", "FOLDER")))
                .flatMap(rows -> tx.preparedQuery("select state from rule_bundle where hash = $1")
                        .execute(Tuple.of(bundle.hash())))
                .flatMap(rows -> {
                    String state = rows.iterator().next().getString("state");
                    return state.equals("CANDIDATE") || state.equals("REFUSED")
                            ? Uni.createFrom().voidItem()
                            : wantIn(tx, bundle.hash());
                }));
    }

    /**
     * Has a refused bundle checked again, because this version of the service may know what an older one did not. One that
     * exceeded the limits of its check stays refused.
     */
    private Uni<Void> checkAgain(String hash) {
        return pool.preparedQuery("update rule_bundle set state = 'CANDIDATE', problems = '[]', problem_count = 0"
                        + " where hash = $1 and state = 'REFUSED' and not check_exceeded")
                .execute(Tuple.of(hash))
                .replaceWithVoid();
    }

    private String text(List<Fault> problems) {
        try {
            return json.writeValueAsString(problems);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("faults are plain data", e);
        }
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
    }
}
