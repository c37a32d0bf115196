package io.tidewatch.engine.bundle;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.fact.FactStore;
import io.tidewatch.rule.compile.CompiledBundle;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Reports the active bundle, the one that is to become active, accounts that are parked and bundles that cannot be compiled.
 * Down until this replica has compiled the active rules once: until then, a rolling update must not end the replica that judges in
 * its place. Up from then on: the service answers, stores facts and judges everything else, and a restart would mend none of it.
 */
@Readiness
@ApplicationScoped
class JudgingHealth implements AsyncHealthCheck {

    private static final Duration LIMIT = Duration.ofSeconds(3);

    private final Pool pool;
    private final BundleStore store;
    private final FactStore facts;
    private final CompiledBundles compiled;
    private final BundleActivation activation;
    private final RulesFolder folder;
    private final WatchedRules watched;

    JudgingHealth(
            Pool pool,
            BundleStore store,
            FactStore facts,
            CompiledBundles compiled,
            BundleActivation activation,
            RulesFolder folder,
            WatchedRules watched) {
        this.pool = pool;
        this.store = store;
        this.facts = facts;
        this.compiled = compiled;
        this.activation = activation;
        this.folder = folder;
        this.watched = watched;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("judging")
                .status(activation.hasFollowed())
                .withData("active", compiled.active().map(CompiledBundle::hash).orElse("none"))
                .withData("bundlesNotCompiled", compiled.brokenHashes().size());
        folder.unusable().ifPresent(why -> response.withData("folder", why));
        watched.trouble().ifPresent(why -> response.withData("configMaps", why));
        return store.pointer()
                .invoke(pointer -> response.withData("awaited", pointer.wanted() == null ? "none" : pointer.wanted()))
                .flatMap(pointer -> facts.parked(pool))
                .invoke(parked -> response.withData("parkedAccounts", parked))
                .ifNoItem()
                .after(LIMIT)
                .fail()
                .onFailure()
                .recoverWithNull()
                .map(done -> response.build());
    }
}
