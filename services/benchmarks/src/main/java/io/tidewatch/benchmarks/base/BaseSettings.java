package io.tidewatch.benchmarks.base;

import java.time.LocalDate;
import java.util.Map;

/**
 * What can be chosen about a base. Equal settings give equal files, byte by byte.
 *
 * @param accounts how many, 1,000 to 1,000,000
 * @param seed of all random choices
 * @param day the day that the base is dated back from: all records lie before it
 * @param seats the seats that a typical account buys, 2 to 200; the rows of users and usage grow with it
 * @param signal whether some metrics foretell who leaves; if not, none does
 */
public record BaseSettings(int accounts, long seed, LocalDate day, int seats, boolean signal) {

    /** Today's date would give other files every day. */
    private static final String DEFAULT_DAY = "2026-01-01";

    /** Checks the bounds. */
    public BaseSettings {
        require("ACCOUNTS", accounts, 1_000, 1_000_000);
        require("SEATS", seats, 2, 200);
        if (day.getYear() < 2000 || day.getYear() > 2100) {
            throw new IllegalArgumentException("DAY must lie in the years 2000 to 2100, not " + day + ".");
        }
    }

    /**
     * The settings `ACCOUNTS`, `SEED`, `DAY`, `SEATS` and `SIGNAL` of an environment; missing or empty ones have their
     * default.
     *
     * @throws IllegalArgumentException naming the setting that is not valid
     */
    public static BaseSettings from(Map<String, String> environment) {
        String signal = text(environment, "SIGNAL", "yes");
        if (!signal.equals("yes") && !signal.equals("no")) {
            throw new IllegalArgumentException("SIGNAL must be yes or no, not \"" + signal + "\".");
        }
        return new BaseSettings(
                Math.toIntExact(number(environment, "ACCOUNTS", "5000")),
                number(environment, "SEED", "1"),
                day(environment),
                Math.toIntExact(number(environment, "SEATS", "8")),
                signal.equals("yes"));
    }

    /** The same, dated back from another day. */
    public BaseSettings on(LocalDate otherDay) {
        return new BaseSettings(accounts, seed, otherDay, seats, signal);
    }

    private static LocalDate day(Map<String, String> environment) {
        String day = text(environment, "DAY", DEFAULT_DAY);
        try {
            return LocalDate.parse(day);
        } catch (java.time.DateTimeException e) {
            throw new IllegalArgumentException(
                    "DAY must be a date such as " + DEFAULT_DAY + ", not \"" + day + "\".", e);
        }
    }

    private static long number(Map<String, String> environment, String name, String fallback) {
        String text = text(environment, name, fallback);
        if (!text.matches("-?[0-9]{1,9}")) {
            throw new IllegalArgumentException(name + " must be a whole number, not \"" + text + "\".");
        }
        return Long.parseLong(text);
    }

    private static String text(Map<String, String> environment, String name, String fallback) {
        String text = environment.getOrDefault(name, "").strip();
        return text.isEmpty() ? fallback : text;
    }

    private static void require(String name, int value, int lowest, int highest) {
        if (value < lowest || value > highest) {
            throw new IllegalArgumentException(name + " must be " + lowest + " to " + highest + ", not " + value + ".");
        }
    }
}
