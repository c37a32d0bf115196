package io.tidewatch.rule.playbook;

import java.time.Duration;

/** Times of playbooks as people say them. */
public final class Spans {
    private Spans() {}

    /** Whole days where it is whole days, else hours: {@code 7 days}, {@code 1 day}, {@code 36 hours}. */
    public static String words(Duration span) {
        boolean days = span.toHours() % 24 == 0;
        long number = days ? span.toDays() : span.toHours();
        return number + (days ? " day" : " hour") + (number == 1 ? "" : "s");
    }
}
