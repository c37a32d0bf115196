package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.suite.service.ServiceInstance;
import io.tidewatch.testsuite.StallingWire;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The database of rules-engine freezes: connections stay open, and nothing comes back, not even an answer to their end. */
@Order(7)
@EnabledIfSystemProperty(named = "tidewatch.drills", matches = "full")
class SilentDatabaseDrillTest {

    private static World world;

    @BeforeAll
    static void start() {
        world = World.get();
    }

    @Test
    void requestsGet503AndTheServiceComesBackByItself() throws IOException {
        ServiceInstance engine = world.instance("rules-engine");
        StallingWire wire = world.wires().between("rules-engine", "postgresql");
        int before = lines(engine).size();
        wire.freeze();
        try {
            World.eventually(() -> assertThat(wire.answersHeld()).isPositive());
            Api.Answer answer = world.as("ana", "rules-engine")
                    .get("/v1/flags?state=RAISED")
                    .expect(503);
            assertThat(Integer.parseInt(answer.header("retry-after"))).isBetween(1, 5);
            assertThat(answer.json().get("type").asText()).isEqualTo("/problems/unavailable");
        } finally {
            wire.mend();
        }
        World.eventually(() ->
                world.as("ana", "rules-engine").get("/v1/flags?state=RAISED").expect(200));
        World.eventually(() -> new Api(engine.managementUrl(), () -> null)
                .get("/q/health/ready")
                .expect(200));
        List<String> said = lines(engine).subList(before, lines(engine).size());
        assertThat(said).noneMatch(line -> line.startsWith("\tat "));
        assertThat(said.stream().filter(line -> line.contains(" WARN ") || line.contains(" ERROR ")))
                .hasSizeLessThan(30);
    }

    private static List<String> lines(ServiceInstance instance) throws IOException {
        return Files.readAllLines(instance.process().log());
    }
}
