package io.tidewatch.engine.bundle;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.tidewatch.rule.compile.CompiledBundle;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Reports the active bundle and the one that is to become active. Always up: without rules the service still answers and
 * stores facts, and a restart would not bring rules.
 */
@Readiness
@ApplicationScoped
class BundleReadiness implements AsyncHealthCheck {

    private final BundleStore store;
    private final CompiledBundles compiled;
    private final RulesFolder folder;

    BundleReadiness(BundleStore store, CompiledBundles compiled, RulesFolder folder) {
        this.store = store;
        this.compiled = compiled;
        this.folder = folder;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("rule bundle").up();
        response.withData("active", compiled.active().map(CompiledBundle::hash).orElse("none"));
        folder.unusable().ifPresent(why -> response.withData("folder", why));
        return store.pointer()
                .invoke(pointer -> response.withData("awaited", pointer.wanted() == null ? "none" : pointer.wanted()))
                .onFailure()
                .recoverWithNull()
                .map(done -> response.build());
    }
}
