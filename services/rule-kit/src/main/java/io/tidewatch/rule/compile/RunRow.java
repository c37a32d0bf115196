package io.tidewatch.rule.compile;

import io.tidewatch.rule.playbook.PlaybookRun;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A run at one time, as the generated class Run is made of it; see {@link io.tidewatch.rule.fact.RunFact}.
 */
record RunRow(String account, String playbook, double daysOpen, double[] afterDays) {
    private static final double NANOS_PER_DAY = Duration.ofDays(1).toNanos();

    /**
     * A run.
     *
     * @param words the judgement words in the order of the generated properties
     * @param held those that hold, with their instants
     */
    static RunRow of(PlaybookRun run, List<String> words, Map<String, Instant> held, Instant now) {
        double[] afterDays = new double[words.size()];
        Arrays.fill(afterDays, Double.NaN);
        for (int index = 0; index < afterDays.length; index++) {
            Instant at = held.get(words.get(index));
            if (at != null) {
                afterDays[index] = days(run, at);
            }
        }
        return new RunRow(run.accountId(), run.playbookId(), days(run, now), afterDays);
    }

    /** Elapsed days since the opening, negative before it. */
    static double days(PlaybookRun run, Instant at) {
        Duration since = Duration.between(run.openedAt(), at);
        // Far away is far away; nanoseconds would overflow after 292 years.
        long most = Duration.ofDays(36_500).getSeconds();
        return Math.abs(since.getSeconds()) > most
                ? Math.signum(since.getSeconds()) * 36_500
                : since.toNanos() / NANOS_PER_DAY;
    }
}
