package io.tidewatch.reporting.standin;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;

/** Starts the stand-ins, points the service at them and hands them to tests in fields annotated with {@link StandIn}. */
public final class StandIns implements QuarkusTestResourceLifecycleManager {

    private StandInIngestion ingestion;
    private StandInRules rules;

    /** Marks a field for a stand-in. */
    @Target(ElementType.FIELD)
    @Retention(RetentionPolicy.RUNTIME)
    public @interface StandIn {}

    @Override
    public Map<String, String> start() {
        ingestion = new StandInIngestion();
        rules = new StandInRules();
        return Map.of(
                "tidewatch.peers.account-ingestion.url", ingestion.url(),
                "tidewatch.peers.rules-engine.url", rules.url(),
                "tidewatch.portfolio.progress-interval", "PT0.2S",
                "tidewatch.portfolio.stale-after", "PT4S",
                "tidewatch.portfolio.max-wait", "PT1S",
                "tidewatch.portfolio.retry-at-most", "PT0.5S",
                "tidewatch.metrics.timeout", "PT3S");
    }

    @Override
    public void stop() {
        ingestion.close();
        rules.close();
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(
                ingestion, new TestInjector.AnnotatedAndMatchesType(StandIn.class, StandInIngestion.class));
        injector.injectIntoFields(rules, new TestInjector.AnnotatedAndMatchesType(StandIn.class, StandInRules.class));
    }
}
