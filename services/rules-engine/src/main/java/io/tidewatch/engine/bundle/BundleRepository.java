package io.tidewatch.engine.bundle;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Bundles as people see them. */
@ApplicationScoped
class BundleRepository implements PanacheRepositoryBase<BundleEntity, String> {

    /** The newest first. */
    Uni<List<BundleEntity>> page(long numberBelow, int limit) {
        return find("#" + BundleEntity.NEWEST_FIRST, numberBelow)
                .range(0, limit - 1)
                .list();
    }
}
