package io.tidewatch.engine.review;

import static io.tidewatch.access.Roles.ADMIN;
import static io.tidewatch.access.Roles.ANALYST;
import static io.tidewatch.access.Roles.CSM;
import static io.tidewatch.access.Roles.CS_LEADER;
import static io.tidewatch.access.Roles.EXECUTIVE;
import static io.tidewatch.access.Roles.SALES;
import static io.tidewatch.access.Roles.SERVICE;

import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.api.ThresholdReviewsApi;
import io.tidewatch.engine.api.model.ReviewAsked;
import io.tidewatch.engine.api.model.ThresholdReview;
import io.tidewatch.engine.api.model.ThresholdReviewPage;
import io.tidewatch.engine.bundle.CompiledBundles;
import io.tidewatch.engine.flag.FlagProblem;
import io.tidewatch.engine.review.DueReviews.Review;
import io.tidewatch.problem.PageCursor;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.rule.threshold.ThresholdDefinition;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.security.RolesAllowed;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** Reviews of thresholds: {@code /v1/threshold-reviews}. */
public class ThresholdReviewsResource implements ThresholdReviewsApi {

    private static final String DUE = "DUE";
    private static final String UPCOMING = "UPCOMING";

    private final Pool pool;
    private final CompiledBundles bundles;
    private final ReviewStore store;

    ThresholdReviewsResource(Pool pool, CompiledBundles bundles, ReviewStore store) {
        this.pool = pool;
        this.bundles = bundles;
        this.store = store;
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, SALES, EXECUTIVE, ANALYST, ADMIN, SERVICE})
    public Uni<ThresholdReviewPage> listThresholdReviews(String after, Integer limit, String state) {
        if (state != null && !state.equals(DUE) && !state.equals(UPCOMING)) {
            throw new ProblemException(FlagProblem.BAD_STATE, "\"state\" must be DUE or UPCOMING.");
        }
        String start = String.join("\n", PageCursor.key(after, "", ""));
        List<Review> all = bundles.active().map(DueReviews::all).orElse(List.of());
        return store.present(pool).flatMap(present -> {
            List<Review> wanted = all.stream()
                    .filter(review -> key(review).compareTo(start) > 0)
                    .filter(review -> state == null || state.equals(state(review, present.today())))
                    .limit(limit)
                    .toList();
            return store.asked(pool, wanted).map(asked -> page(wanted, asked, present.today(), limit));
        });
    }

    /** By day, then threshold; ISO days sort as texts. */
    private static String key(Review review) {
        return review.by() + "\n" + review.thresholdId();
    }

    private static String state(Review review, LocalDate today) {
        return review.isDue(today) ? DUE : UPCOMING;
    }

    private static ThresholdReviewPage page(
            List<Review> reviews, Map<String, ReviewStore.Asked> asked, LocalDate today, int limit) {
        ThresholdReviewPage page = new ThresholdReviewPage()
                .items(reviews.stream()
                        .map(review -> review(review, asked.get(review.thresholdId()), today))
                        .toList());
        return reviews.size() < limit
                ? page
                : page.next(PageCursor.next(
                        reviews.getLast().by(), reviews.getLast().thresholdId()));
    }

    private static ThresholdReview review(Review review, ReviewStore.Asked asked, LocalDate today) {
        ThresholdDefinition threshold = review.threshold();
        return new ThresholdReview()
                .thresholdId(threshold.id())
                .name(threshold.name())
                .definedIn(threshold.file())
                .owner(review.owner())
                .reviewBy(review.by())
                .everyDays(threshold.review().everyDays())
                .state(state(review, today))
                .bounds(threshold.bounds())
                .sources(threshold.review().sources())
                .asked(asked == null ? null : asked(asked));
    }

    private static ReviewAsked asked(ReviewStore.Asked asked) {
        ReviewAsked body = new ReviewAsked()
                .at(asked.at().atOffset(ZoneOffset.UTC))
                .days(asked.days())
                .raised(asked.raised())
                .succeeded(asked.succeeded())
                .failed(asked.failed());
        ReviewStore.Answer answer = asked.answer();
        return answer == null
                ? body
                : body.acknowledgedAt(answer.at().atOffset(ZoneOffset.UTC))
                        .acknowledgedBy(answer.by())
                        .doneAt(answer.doneAt() == null ? null : answer.doneAt().atOffset(ZoneOffset.UTC));
    }
}
