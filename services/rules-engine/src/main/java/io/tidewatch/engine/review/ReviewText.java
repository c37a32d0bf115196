package io.tidewatch.engine.review;

import io.tidewatch.engine.review.ReviewStore.Asked;
import io.tidewatch.engine.review.ReviewStore.WithFigures;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a task to review thresholds says, as a template of notification-dispatch. */
final class ReviewText {

    private static final int MOST_LISTED = 50;
    private static final int MOST_BOUNDS = 10;

    private ReviewText() {}

    static String subject(List<WithFigures> reviews) {
        return reviews.size() == 1
                ? "Review due: "
                        + literal(reviews.getFirst().review().threshold().name())
                : "Review due: " + reviews.size() + " thresholds";
    }

    static String text(List<WithFigures> reviews) {
        String listed =
                reviews.stream().limit(MOST_LISTED).map(ReviewText::review).collect(Collectors.joining("\n"));
        int more = reviews.size() - MOST_LISTED;
        return """
                Hello {recipient.name},

                Please check whether these bounds still separate the accounts that need attention from the others.

                %s%s
                When you have decided, ask an analyst to change the bounds or to keep them, and to enter the day of the next review
                (@reviewBy). Until the rules name another day, Tidewatch does not ask again.

                On it, or done? {ackUrl}
                """.formatted(
                literal(listed),
                more > 0 ? "\n%d more thresholds are due: GET /v1/threshold-reviews?state=DUE%n".formatted(more) : "");
    }

    private static String review(WithFigures entry) {
        ThresholdDefinition threshold = entry.review().threshold();
        List<String> sources = threshold.review().sources();
        return """
                %s (%s, %s)
                  Bounds: %s
                  Source: %s
                  Review by: %s%s
                  %s
                """.formatted(
                        threshold.name(),
                        threshold.id(),
                        threshold.file(),
                        bounds(threshold.bounds()),
                        sources.isEmpty() ? "not stated" : String.join("; ", sources),
                        threshold.review().by(),
                        threshold.review().everyDays() == null
                                ? ""
                                : ", then every " + threshold.review().everyDays() + " days",
                        happened(entry.asked()));
    }

    private static String bounds(List<String> bounds) {
        String listed = bounds.stream().limit(MOST_BOUNDS).collect(Collectors.joining("; "));
        int more = bounds.size() - MOST_BOUNDS;
        return more > 0 ? listed + "; and " + more + " more" : listed;
    }

    private static String happened(Asked asked) {
        return "In the last %d days: raised %s; playbook runs: %s succeeded, %s failed."
                .formatted(
                        asked.days(),
                        asked.raised() == 1 ? "once" : count(asked.raised()) + " times",
                        count(asked.succeeded()),
                        count(asked.failed()));
    }

    private static String count(int number) {
        return (number >= ReviewStore.MOST_COUNTED ? "at least " : "") + String.format(Locale.ENGLISH, "%,d", number);
    }

    /** Braces begin a placeholder; what a bundle says of its thresholds has none. */
    private static String literal(String text) {
        return text.replace("{", "\\{").replace("}", "\\}");
    }
}
