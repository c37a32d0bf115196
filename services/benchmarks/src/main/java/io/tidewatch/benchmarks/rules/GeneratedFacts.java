package io.tidewatch.benchmarks.rules;

import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.MetricValue;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** Values of the metrics of {@link GeneratedRules} from 0 to 100, one in ten of them unknown, always the same for a number. */
final class GeneratedFacts {

    private static final double UNKNOWN = 0.1;

    private final LocalDate day;

    GeneratedFacts(LocalDate day) {
        this.day = day;
    }

    /** The values of an account in the order of the metrics; NaN where unknown. */
    static double[] values(int number) {
        Random random = new Random(number);
        double[] values = new double[GeneratedRules.THRESHOLDS];
        for (int index = 0; index < values.length; index++) {
            values[index] = random.nextDouble() < UNKNOWN ? Double.NaN : random.nextInt(1001) / 10.0;
        }
        return values;
    }

    /** The account as rules see it. */
    AccountFacts account(int number) {
        double[] values = values(number);
        Map<String, MetricValue> metrics = new HashMap<>();
        for (int index = 0; index < values.length; index++) {
            metrics.put(
                    GeneratedRules.metric(index),
                    Double.isNaN(values[index])
                            ? new MetricValue.Unknown("no record covers the day")
                            : MetricValue.Known.of(values[index], day));
        }
        return new AccountFacts("account-" + number, Map.of("businessModel", "ENTERPRISE"), metrics);
    }
}
