package io.tidewatch.engine.review;

import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.playbook.Audience;
import io.tidewatch.rule.threshold.BoundReview;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The reviews that a bundle names: of each threshold that is on for anybody and names the day of its review. */
final class DueReviews {

    /** Days that a review looks back when the threshold does not say how often it is reviewed. */
    private static final int USUAL_DAYS = 90;

    private DueReviews() {}

    /** The review of one threshold. */
    record Review(ThresholdDefinition threshold) {

        String thresholdId() {
            return threshold.id();
        }

        LocalDate by() {
            return threshold.review().by();
        }

        boolean isDue(LocalDate today) {
            return !by().isAfter(today);
        }

        /** Whose people look after the threshold; leadership if it names nobody. */
        String owner() {
            return threshold.owner() == null ? Audience.CS_LEADERSHIP.name() : threshold.owner();
        }

        /** How many days lie between the review before it and this one. */
        int days() {
            BoundReview review = threshold.review();
            return review.everyDays() == null ? USUAL_DAYS : review.everyDays();
        }
    }

    /** All reviews, the one that is due first at the beginning. */
    static List<Review> all(CompiledBundle bundle) {
        Stream<ThresholdDefinition> ofAccounts =
                bundle.thresholds().stream().filter(threshold -> bundle.packs().isOn(threshold.id(), null));
        return Stream.concat(ofAccounts, bundle.portfolio().thresholds().stream())
                .filter(threshold -> threshold.review().by() != null)
                .map(Review::new)
                .sorted(Comparator.comparing(Review::by).thenComparing(Review::thresholdId))
                .toList();
    }

    /** Those that are due on a day. */
    static List<Review> of(CompiledBundle bundle, LocalDate today) {
        return all(bundle).stream().filter(review -> review.isDue(today)).toList();
    }
}
