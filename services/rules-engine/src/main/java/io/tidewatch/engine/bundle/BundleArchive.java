package io.tidewatch.engine.bundle;

import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Sessions;
import io.tidewatch.audit.Act;
import io.tidewatch.audit.Action;
import io.tidewatch.audit.AuditLog;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.rule.bundle.RuleBundle;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** All stored bundles, for requests. */
@ApplicationScoped
public class BundleArchive {

    private final Sessions sessions;
    private final AuditLog audit;

    BundleArchive(Sessions sessions, AuditLog audit) {
        this.sessions = sessions;
        this.audit = audit;
    }

    /** The newest first: those with a number below the given one. */
    Uni<List<BundleEntity>> page(long numberBelow, int limit) {
        return sessions.read(session -> session.createNamedQuery(BundleEntity.NEWEST_FIRST, BundleEntity.class)
                .setParameter(1, numberBelow)
                .setMaxResults(limit)
                .getResultList());
    }

    /**
     * One bundle.
     *
     * @throws ProblemException {@code bundle-not-found}
     */
    Uni<BundleEntity> get(String hash) {
        return sessions.read(session -> session.find(BundleEntity.class, hash))
                .onItem()
                .ifNull()
                .failWith(() -> notFound(hash));
    }

    /**
     * Stores a bundle to be checked. A bundle that is stored already stays as it is; one that was refused is checked again,
     * because a person asked for it.
     *
     * @param label what it is for; null when its uploader does not say
     * @param by who uploads it
     * @return the bundle as it stands now
     */
    Uni<BundleEntity> receive(RuleBundle bundle, String label, String by) {
        // The hash is the identity: who comes second finds the first one's row.
        return sessions.inTransaction(session -> session.createNativeQuery("""
                                insert into rule_bundle (hash, state, origin, label, uploaded_by, received_at)
                                values (?1, 'CANDIDATE', 'UPLOAD', nullif(?2, ''), ?3, business_now())
                                on conflict (hash) do update
                                set label = coalesce(excluded.label, rule_bundle.label), uploaded_by = excluded.uploaded_by,
                                    state = 'CANDIDATE', problems = '[]', problem_count = 0, check_exceeded = false, interrupted = 0
                                where rule_bundle.state = 'REFUSED'
                                """)
                .setParameter(1, bundle.hash())
                .setParameter(2, label == null ? "" : label)
                .setParameter(3, by)
                .executeUpdate()
                .flatMap(inserted -> inserted == 0 ? Uni.createFrom().voidItem() : storeFiles(session, bundle))
                .flatMap(done -> session.find(BundleEntity.class, bundle.hash())));
    }

    private Uni<Void> storeFiles(Mutiny.Session session, RuleBundle bundle) {
        return session.createNativeQuery(
                        "insert into rule_bundle_content (hash, files) values (?1, ?2) on conflict (hash) do nothing")
                .setParameter(1, bundle.hash())
                .setParameter(2, BundleFiles.toBytes(bundle))
                .executeUpdate()
                .flatMap(done -> audit.write(session, Act.of(Action.UPLOADED, "bundle", bundle.hash())));
    }

    static ProblemException notFound(String hash) {
        return new ProblemException(
                BundleProblem.BUNDLE_NOT_FOUND, "There is no bundle " + hash + "; GET /v1/bundles lists them.");
    }
}
