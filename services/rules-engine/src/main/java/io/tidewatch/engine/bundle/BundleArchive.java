package io.tidewatch.engine.bundle;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import io.tidewatch.audit.Act;
import io.tidewatch.audit.Action;
import io.tidewatch.audit.AuditLog;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.rule.bundle.RuleBundle;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** All stored bundles, for requests. Each method is one transaction. */
@ApplicationScoped
public class BundleArchive {

    private final BundleRepository bundles;
    private final AuditLog audit;

    BundleArchive(BundleRepository bundles, AuditLog audit) {
        this.bundles = bundles;
        this.audit = audit;
    }

    /** The newest first: those with a number below the given one. */
    @WithSession
    Uni<List<BundleEntity>> page(long numberBelow, int limit) {
        return bundles.page(numberBelow, limit);
    }

    /**
     * One bundle.
     *
     * @throws ProblemException {@code bundle-not-found}
     */
    @WithSession
    Uni<BundleEntity> get(String hash) {
        return bundles.findById(hash).onItem().ifNull().failWith(() -> notFound(hash));
    }

    /**
     * Stores a bundle to be checked. A bundle that is stored already stays as it is; one that was refused is checked again,
     * because a person asked for it.
     *
     * @param label what it is for; null when its uploader does not say
     * @param by who uploads it
     * @return the bundle as it stands now
     */
    @WithTransaction
    Uni<BundleEntity> receive(RuleBundle bundle, String label, String by) {
        // The hash is the identity: who comes second finds the first one's row.
        return Panache.getSession()
                .flatMap(session -> session.createNativeQuery("""
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
                        .executeUpdate())
                .flatMap(inserted -> inserted == 0 ? Uni.createFrom().voidItem() : storeFiles(bundle))
                .flatMap(done -> bundles.findById(bundle.hash()));
    }

    private Uni<Void> storeFiles(RuleBundle bundle) {
        return Panache.getSession().flatMap(session -> session.createNativeQuery(
                        "insert into rule_bundle_content (hash, files) values (?1, ?2) on conflict (hash) do nothing")
                .setParameter(1, bundle.hash())
                .setParameter(2, BundleFiles.toBytes(bundle))
                .executeUpdate()
                .flatMap(done -> audit.write(session, Act.of(Action.UPLOADED, "bundle", bundle.hash()))));
    }

    static ProblemException notFound(String hash) {
        return new ProblemException(
                BundleProblem.BUNDLE_NOT_FOUND, "There is no bundle " + hash + "; GET /v1/bundles lists them.");
    }
}
