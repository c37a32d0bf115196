package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.suite.service.ServiceFleet;
import io.tidewatch.suite.service.ServiceInstance;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a replica has done before it is ready. */
@Order(3)
class ReadinessTest {

    private static World world;
    private static ServiceFleet services;

    @BeforeAll
    static void start() {
        world = World.get();
        services = world.suite().services();
    }

    @ParameterizedTest
    @ValueSource(strings = {"account-ingestion", "rules-engine", "notification-dispatch", "reporting"})
    void replicaHasAnsweredRequestsOfItsOwn(String service) {
        assertThat(check(services.instances(service).getFirst(), "warm-up")
                        .at("/data/requests")
                        .asInt())
                .isPositive();
    }

    @Test
    void replicaOfRulesEngineHasCompiledTheActiveRulesAndTracedNoRequestOfItsOwn() {
        String request = "rules-engine: GET /v1/flags";
        long traced = world.collector().count(request);
        services.scale("rules-engine", 2);
        try {
            assertThat(check(services.instances("rules-engine").getLast(), "judging")
                            .at("/data/active")
                            .asText())
                    .matches("[0-9a-f]{64}");
        } finally {
            // Its end sends what is left of its traces.
            services.scale("rules-engine", 1);
        }
        assertThat(world.collector().count(request)).isEqualTo(traced);
    }

    private static JsonNode check(ServiceInstance replica, String name) {
        return new Api(replica.managementUrl(), () -> null)
                .get("/q/health/ready")
                .expect(200)
                .json()
                .at("/checks")
                .valueStream()
                .filter(check -> check.at("/name").asText().equals(name))
                .findAny()
                .orElseThrow();
    }
}
