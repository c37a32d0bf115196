package io.tidewatch.metric.oracle;

import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.MetricLanguage;
import io.tidewatch.metric.language.RulesFolder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LawsTest {
    private static final CheckedLanguage LANGUAGE = MetricLanguage.check(files());

    private final Laws laws = new Laws(LANGUAGE, new EvaluatorEvaluates(LANGUAGE), 42);

    /** The metrics of the rules folder. Years have 365 days here: one of months can be a day longer when it is shifted. */
    private static Map<String, String> files() {
        Map<String, String> files = RulesFolder.files();
        files.replaceAll((file, text) -> text.replace("period: 12mo", "period: 365d"));
        return files;
    }

    @Test
    void shiftedDaysChangeNothing() {
        laws.shiftedDaysChangeNothing();
    }

    @Test
    void theOrderOfRecordsChangesNothing() {
        laws.theOrderOfRecordsChangesNothing();
    }

    @Test
    void whatHappensLaterChangesNothing() {
        laws.whatHappensLaterChangesNothing();
    }

    @Test
    void eachDayHasTheValuesThatItHasAlone() {
        for (CheckedLanguage language : List.of(LANGUAGE, BoundMetrics.language(), RandomLanguage.of(0, 100))) {
            Laws.eachDayHasTheValuesThatItHasAlone(language, new EvaluatorEvaluates(language), 42);
        }
    }

    @Test
    void withoutCoverageANumberIsTheSameOrNone() {
        laws.withoutCoverageANumberIsTheSameOrNone();
    }

    /** With few metrics and records, so that some days change nothing. */
    @Test
    void nothingChangesBeforeTheNextChange() {
        for (String id : List.of(
                "arr",
                "logo-churn",
                "nps",
                "csat",
                "seat-utilization",
                "days-since-executive-contact",
                "missed-operational-reviews",
                "business-reviews-held")) {
            nothingChangesBeforeTheNextChange(LANGUAGE, id);
        }
        nothingChangesBeforeTheNextChange(BoundMetrics.language(), "slots-ahead");
    }

    private static void nothingChangesBeforeTheNextChange(CheckedLanguage language, String id) {
        new Laws(language, null, 8).nothingChangesBeforeTheNextChange(new EvaluatorEvaluates(language, Set.of(id)));
    }

    @Test
    void aGroupOfOneHasTheValueOfItsAccount() {
        laws.aGroupOfOneHasTheValueOfItsAccount();
    }

    @Test
    void whatAddsUpIsTheSumOfItsParts() {
        laws.whatAddsUpIsTheSumOfItsParts();
    }
}
