package io.tidewatch.rule.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.history.AccountRecord;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WinTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 6, 30);
    private static final LocalDate REVIEW = LocalDate.of(2026, 6, 10);

    private final List<AccountRecord> records = new ArrayList<>();

    @Test
    void winsCountFromTheDayOfTheLastReviewThroughToday() {
        update("WIN", REVIEW.minusDays(1), "The day before");
        update("WIN", REVIEW, "That day");
        update("WIN", TODAY, "Today");
        update("WIN", TODAY.plusDays(1), "Tomorrow");
        assertThat(sentences(REVIEW)).containsExactly("Today", "That day");
    }

    @Test
    void withoutAReviewTheyReachBackNinetyDays() {
        update("WIN", TODAY.minusDays(90), "Ninety days ago");
        update("WIN", TODAY.minusDays(91), "Ninety-one days ago");
        assertThat(sentences(null)).containsExactly("Ninety days ago");
    }

    @Test
    void onlyUpdatesAboutWinsAreCited() {
        for (String category : List.of("ESCALATION", "SHIFT", "LEARNING", "STORY")) {
            update(category, TODAY, category);
        }
        update("WIN", TODAY, " ");
        update("WIN", null, "Without a day");
        assertThat(sentences(REVIEW)).isEmpty();
    }

    @Test
    void anOutcomeIsCitedOnceTheCustomerHasConfirmedIt() {
        Map<String, Object> outcome = Map.of("plan", "VALUE", "name", "Faster reports", "reachedOn", TODAY);
        milestone(outcome, Map.of());
        milestone(outcome, Map.of("confirmed", false));
        assertThat(sentences(REVIEW)).isEmpty();
        milestone(outcome, Map.of("confirmed", true));
        milestone(outcome, Map.of("name", "Fewer errors", "plan", "OBJECTIVE", "confirmedByCustomer", "c1"));
        milestone(outcome, Map.of("name", "Kickoff done", "plan", "ONBOARDING", "confirmed", true));
        assertThat(sentences(REVIEW)).containsExactly("Faster reports", "Fewer errors");
    }

    @Test
    void whatWasMeasuredIsPartOfTheOutcome() {
        Map<String, Object> outcome = Map.of(
                "plan", "VALUE", "name", "Reports", "reachedOn", TODAY, "confirmed", true, "realizedValue", 12.50);
        milestone(outcome, Map.of("measuredOn", TODAY, "valueUnit", "hours a week", "baseline", 40.0));
        milestone(outcome, Map.of("name", "Errors", "measuredOn", TODAY));
        milestone(outcome, Map.of("name", "Tests", "measuredOn", TODAY.plusDays(1)));
        assertThat(sentences(REVIEW))
                .containsExactly("Errors: 12.5", "Reports: 12.5 hours a week (before 40)", "Tests");
    }

    @Test
    void theNewestFiveAreCited() {
        for (int day = 0; day < 6; day++) {
            update("WIN", TODAY.minusDays(day), "Win " + day);
        }
        assertThat(sentences(REVIEW)).containsExactly("Win 0", "Win 1", "Win 2", "Win 3", "Win 4");
    }

    private List<String> sentences(LocalDate review) {
        return Win.since(review, records, TODAY).stream().map(Win::sentence).toList();
    }

    private void update(String category, LocalDate day, String headline) {
        Map<String, Object> fields = new HashMap<>(Map.of("category", category, "headline", headline));
        if (day != null) {
            fields.put("happenedOn", day);
        }
        add("account_update", fields);
    }

    private void milestone(Map<String, Object> fields, Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(fields);
        all.putAll(more);
        add("milestone", all);
    }

    private void add(String kind, Map<String, Object> fields) {
        records.add(new AccountRecord(kind, "r" + records.size(), fields));
    }
}
