package io.tidewatch.access;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.tidewatch.problem.FailureText;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while the database answers within three seconds. Instead of the checks of Quarkus, which wait longer than a probe
 * does and also ask the pool of JDBC, which no request uses.
 */
@Readiness
@ApplicationScoped
public class DatabaseHealth implements AsyncHealthCheck {

    private static final Duration LIMIT = Duration.ofSeconds(3);

    private final Pool pool;

    public DatabaseHealth(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return pool.query("select 1")
                .execute()
                .ifNoItem()
                .after(LIMIT)
                .fail()
                .map(answer -> HealthCheckResponse.up("database"))
                .onFailure()
                .recoverWithItem(failure -> HealthCheckResponse.named("database")
                        .down()
                        .withData("reason", FailureText.of(failure))
                        .build());
    }
}
