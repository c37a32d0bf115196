package io.tidewatch.engine.fact;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.engine.client.ingestion.model.AccountChange;
import io.tidewatch.engine.client.ingestion.model.AccountMetrics;
import io.tidewatch.engine.client.ingestion.model.MetricValue;
import io.tidewatch.engine.standin.FixtureRules;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.threshold.AccountFacts;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PackedFactsTest {

    private static final LocalDate DAY = LocalDate.of(2026, 6, 30);

    private static CompiledBundle bundle;

    @BeforeAll
    static void compile() {
        bundle = new BundleCompiler().compile(FixtureRules.bundle());
    }

    @AfterAll
    static void dispose() {
        bundle.dispose();
    }

    /** What is published may lack any part, come twice, or be of another definition: both ways of reading it agree on the numbers. */
    @Test
    void outcomesAreThoseOfTheFactsAsTheyWerePublished() {
        Random random = new Random(11);
        PackedReader reader = new PackedReader(bundle);
        for (int account = 0; account < 2_000; account++) {
            AccountChange attributes = attributes(random);
            AccountMetrics metrics = new AccountMetrics().values(values(random));
            metrics.setCustomer(
                    switch (random.nextInt(4)) {
                        case 0 -> false;
                        case 1 -> null;
                        default -> true;
                    });
            AccountFacts published = FactMapper.facts(
                    new AccountFact("a", attributes, metrics, null, 0, null, null), bundle.catalogue(), DAY);
            AccountFacts packed =
                    reader.read("a", PackedFacts.attributes(attributes), PackedFacts.metrics(metrics), DAY);

            assertThat(packed.customer()).isEqualTo(published.customer());
            bundle.order().attributes().forEach(attribute -> assertThat(packed.attribute(attribute))
                    .isEqualTo(published.attribute(attribute)));
            assertThat(numbers(packed)).isEqualTo(numbers(published.in(bundle.order())));
            var now = DAY.atStartOfDay().toInstant(ZoneOffset.UTC);
            assertThat(bundle.evaluate(List.of(packed), now).getFirst().signature())
                    .isEqualTo(
                            bundle.evaluate(List.of(published), now).getFirst().signature());
        }
    }

    private static double[] numbers(AccountFacts facts) {
        double[] numbers = new double[bundle.order().metrics().size()];
        facts.writeNumbers(DAY, numbers);
        return numbers;
    }

    private static AccountChange attributes(Random random) {
        AccountChange attributes = new AccountChange()
                .id("a")
                .name("A")
                .segment(random.nextBoolean() ? null : "Größe \uD83D\uDE80")
                .businessModel(random.nextBoolean() ? "ENTERPRISE" : "SEAT_BASED");
        return random.nextBoolean() ? attributes : attributes.fields(Map.of("tier", "Gold", "region", 7));
    }

    private static List<MetricValue> values(Random random) {
        List<MetricValue> values = new ArrayList<>();
        for (MetricDefinition metric : bundle.catalogue().tracked()) {
            for (int times = random.nextInt(3); times > 0; times--) {
                values.add(new MetricValue()
                        .metric(metric.id())
                        .definitionHash(random.nextInt(5) == 0 ? "0".repeat(64) : metric.definitionHash())
                        .state(random.nextInt(5) == 0 ? "UNKNOWN" : "KNOWN")
                        .value(any(random, "12.5", "many", "30", "85", "1e999"))
                        .numerator(any(random, "17", "85", "x", "0", "3"))
                        .denominator(any(random, "20", "100", "0", "7", "x"))
                        .anchor(random.nextBoolean() ? null : DAY.minusDays(random.nextInt(80) - 20))
                        .coveredThrough(random.nextBoolean() ? null : DAY.minusDays(random.nextInt(3) - 1)));
            }
        }
        Collections.shuffle(values, random);
        return values;
    }

    private static String any(Random random, String... texts) {
        int index = random.nextInt(texts.length + 2);
        return index < texts.length ? texts[index] : null;
    }
}
