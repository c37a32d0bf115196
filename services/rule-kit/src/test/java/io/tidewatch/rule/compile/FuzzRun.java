package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * How long mutants are tried, and what must not have happened meanwhile. {@code make test} tries a fixed number of them;
 * {@code make rules-fuzz} sets {@code tidewatch.fuzz.seconds} and {@code tidewatch.fuzz.seed}.
 */
final class FuzzRun {
    private static final int SECONDS = Integer.getInteger("tidewatch.fuzz.seconds", 0);
    private static final long SEED = Long.getLong("tidewatch.fuzz.seed", 1);
    private static final Path TRACE = Path.of("target/hostile-ran");

    private final String name;
    private final int least;
    private final long end;
    private final Properties properties = (Properties) System.getProperties().clone();
    private final Set<String> threads = threads();
    private int tried;

    /**
     * A run.
     *
     * @param share of the seconds
     * @param least how many mutants are tried, whatever time they take
     */
    FuzzRun(String name, double share, int least) {
        this.name = name;
        this.least = SECONDS > 0 ? 0 : least;
        this.end = System.nanoTime() + (long) (TimeUnit.SECONDS.toNanos(SECONDS) * share);
    }

    static Random random() {
        return new Random(SEED);
    }

    /** Whether another mutant is tried; counts it. */
    boolean goesOn() {
        boolean goesOn = tried < least || SECONDS > 0 && System.nanoTime() < end;
        tried += goesOn ? 1 : 0;
        return goesOn;
    }

    /** Which mutant is tried, from 1 on. */
    int number() {
        return tried;
    }

    /** Ends the run: nothing of the mutants may have left a trace. */
    void finish(String counts) {
        if (SECONDS > 0) {
            System.out.println(name + ", seed " + SEED + ": " + tried + " mutants, " + counts);
        }
        assertThat(HostileRulesTest.ran()).as("code of a mutant ran").isFalse();
        assertThat(Files.exists(TRACE)).as("a mutant wrote a file").isFalse();
        assertThat(System.getProperties())
                .as("a mutant changed the system properties")
                .isEqualTo(properties);
        assertThat(threads()).as("a mutant started a thread").isSubsetOf(threads);
    }

    /** The threads that are named as Java names them when nobody else does. */
    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(thread -> thread.startsWith("Thread-"))
                .collect(Collectors.toSet());
    }
}
