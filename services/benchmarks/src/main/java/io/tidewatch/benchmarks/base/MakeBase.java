package io.tidewatch.benchmarks.base;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** `make base`: writes a base into the folder `OUT`. */
public final class MakeBase {

    private MakeBase() {}

    /** Runs with the settings of the environment. */
    public static void main(String[] arguments) {
        String out = System.getenv().getOrDefault("OUT", "").strip();
        try {
            if (out.isEmpty()) {
                throw new IllegalArgumentException("OUT must name the folder for the files: make base OUT=../base");
            }
            BaseSettings settings = BaseSettings.from(System.getenv());
            Map<String, Long> counts = new CustomerBase(settings).writeTo(Path.of(out));
            System.out.printf(
                    Locale.ROOT,
                    "%,d accounts (seed %d, %s, %d seats, %s) in %s%n",
                    settings.accounts(),
                    settings.seed(),
                    settings.day(),
                    settings.seats(),
                    settings.signal() ? "with signal" : "without signal",
                    out);
            counts.forEach((name, rows) -> System.out.printf(Locale.ROOT, "  %-28s %,12d rows%n", name, rows));
        } catch (IllegalArgumentException | ArithmeticException | UncheckedIOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
