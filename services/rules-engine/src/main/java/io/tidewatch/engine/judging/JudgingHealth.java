package io.tidewatch.engine.judging;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.bundle.CompiledBundles;
import io.tidewatch.engine.fact.FactStore;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Reports accounts that are parked and bundles that cannot be compiled. Always up: everything else is judged, and a restart
 * would mend neither.
 */
@Readiness
@ApplicationScoped
class JudgingHealth implements AsyncHealthCheck {

    private final Pool pool;
    private final FactStore facts;
    private final CompiledBundles bundles;

    JudgingHealth(Pool pool, FactStore facts, CompiledBundles bundles) {
        this.pool = pool;
        this.facts = facts;
        this.bundles = bundles;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return facts.parked(pool).onFailure().recoverWithItem(-1L).map(parked -> HealthCheckResponse.named("judging")
                .up()
                .withData("parkedAccounts", parked)
                .withData("bundlesNotCompiled", bundles.brokenHashes().size())
                .build());
    }
}
