package io.tidewatch.metric.oracle;

import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.DraftFiles;
import io.tidewatch.metric.language.MetricLanguage;
import org.junit.jupiter.api.Test;

class LawsTest {
    private static final CheckedLanguage LANGUAGE = MetricLanguage.check(DraftFiles.all());

    private final Laws laws = new Laws(LANGUAGE, new OracleEvaluates(LANGUAGE), 60);

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
    void withoutCoverageANumberIsTheSameOrNone() {
        laws.withoutCoverageANumberIsTheSameOrNone();
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
