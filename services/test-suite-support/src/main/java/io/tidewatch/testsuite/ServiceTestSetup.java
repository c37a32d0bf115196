package io.tidewatch.testsuite;

import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import io.restassured.RestAssured;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;

/** Sets up every test of every service; Quarkus finds it by its entry in META-INF/services. */
public final class ServiceTestSetup implements QuarkusTestBeforeEachCallback {

    @Override
    public void beforeEach(QuarkusTestMethodContext context) {
        RestAssured.replaceFiltersWith(List.of(ServiceContract.of(serviceUnderTest())));
        Awaitility.setDefaultTimeout(Duration.ofSeconds(120));
        // REST Assured compiles every path that a poll reads.
        Awaitility.setDefaultPollInterval(Duration.ofMillis(100));
        Awaitility.setDefaultPollDelay(Duration.ZERO);
    }

    static String serviceUnderTest() {
        return ConfigProvider.getConfig().getValue("quarkus.application.name", String.class);
    }
}
