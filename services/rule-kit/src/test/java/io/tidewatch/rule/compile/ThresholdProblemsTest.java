package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.rule.bundle.RuleBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes in what a threshold says beside the condition that raises its flag. */
class ThresholdProblemsTest extends ChangedRules {
    private static final String POWER = "thresholds/power-users.drl";
    private static final String REVIEW = "@reviewBy(\"2027-01-31\")";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "@level('WATCH')|@level appears more than once",
                "@because('x')|@because appears more than once",
                "@for('3 days')|@for must be written like 24h or 7d, not '3 days'",
                "@hold('a week')|@hold must be written like 24h or 7d, not 'a week'",
                "@owner('CRM')|@owner cannot be 'CRM'; it must be one of CSM, SALES, PRODUCT, SUPPORT, CS_LEADERSHIP, EXECUTIVE.",
                "@reviewEvery('24h')|@reviewEvery must be written like 90d, not '24h'",
                "@reviewEvery('0d')|@reviewEvery must be written like 90d, not '0d'",
                "@clear('')|The condition is incomplete.",
                "@clear('daysSinceExecutiveContact')|daysSinceExecutiveContact alone is not a condition; compare it with a value.",
                "@clear('daysSinceExecutiveContact < 20%')|Write the number without '%'; it is in the unit of the metric. Did you mean '20'?",
                "@clear('1 < 2')|A condition must read a property of Account.",
                "@clear('daysSinceExecutiveContact < 20,')|The condition is incomplete.",
                "@clear('daysSinceExecContact < 20')|no property 'daysSinceExecContact'. Did you mean 'daysSinceExecutiveContact'?",
                "@healthy('daysSinceExecutiveContact < ten')|Account has no property 'ten'.",
                "@healthy('daysSinceExecutiveContact() < 20')|cannot call 'daysSinceExecutiveContact'",
                "@healthy('$account < 20')|account' is a fact, not a value.",
                "@helthy('daysSinceExecutiveContact < 20')|The annotation @helthy is not allowed here",
            })
    void isRefusedWhereItIsWritten(String annotation, String sentence) {
        change(SILENCE, REVIEW, REVIEW + "\n    " + annotation.replace('\'', '"'));
        int line = annotation.startsWith("@level") ? 8 : annotation.startsWith("@because") ? 10 : 12;
        assertRefused(SILENCE + ":" + line, sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"spring", "31.01.2027", "2027-02-30", "2027-1-31", ""})
    void aReviewHasADate(String date) {
        change(SILENCE, REVIEW, "@reviewBy(\"" + date + "\")");
        assertRefused(SILENCE + ":11", "@reviewBy must be a date such as 2027-01-31, not '" + date + "'.");
    }

    @Test
    void noThresholdRaisesTheLevelHealthy() {
        change(SILENCE, "AT_RISK", "HEALTHY");
        assertRefused(
                SILENCE + ":8", "'HEALTHY'; it must be one of NEXT_STEP, MILESTONE, WATCH, OPPORTUNITY, AT_RISK.");
    }

    @Test
    void everyBoundCountsAsARule() {
        StringBuilder rules = new StringBuilder("package rules;\n");
        for (int number = 0; number < 670; number++) {
            rules.append("""
                    rule "r%1$d" @threshold("many") @level("WATCH") @question("NONE") @because("x")
                        @clear("arr < %1$d") @healthy("arr < 1")
                    when
                        $account : Account( arr > %1$d )
                    then
                        flags.raise($account, "many");
                    end
                    """.formatted(number));
        }
        files.put("thresholds/many.drl", rules.toString());
        assertRefused("bundle", "A bundle can have at most 2000 rules.");
    }

    @ParameterizedTest
    @CsvSource({"for,36h", "hold,14d", "owner,CSM"})
    void allRulesOfAThresholdAgree(String annotation, String value) {
        change(POWER, "power-users-high", "power-users-low");
        change(POWER, "\"Many power users\"", "\"Many power users\"\n    @" + annotation + "(\"" + value + "\")");
        assertAmong(POWER + ":18", "All rules of 'power-users-low' must have the same @" + annotation + ".");
    }

    @Test
    void aRuleThatReadsNoMetricIsClearForThoseItIsNotAbout() {
        change(SILENCE, "daysSinceExecutiveContact >= 30", "segment == \"Bank\"");
        change(SILENCE, "{daysSinceExecutiveContact}; {daysSinceExecutiveContact.outreach}", "x");
        change(SILENCE, REVIEW, "@clear(\"segment == 'Shop'\")");
        assertRefused(SILENCE + ":11", "@clear needs a rule that reads a metric");
    }

    @Test
    void aJudgementHasNoBounds() {
        change(JUDGEMENTS, "@playbook(", "@clear(\"daysOpen < 3\") @playbook(");
        assertThat(problems()).allMatch(problem -> problem.contains("The annotation @clear is not allowed here"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clear(\"\"seatUtilization < $param\"\")|80|none",
                "clear(\"\"seatUtilization < $param\"\")||none",
                "clear(\"\"businessModel == \"\"SEAT_BASED\"\", seatUtilization < $param\"\")|80|none",
                "clear(\"\"seatUtilization < $param\"\")|1,000|8: Cell H8: '1,000' can be read in two ways",
                "clear(\"\"seatUtilization < $param\"\")|many|8: Cell H8: 'many' is not a number",
                "clear(\"\"seatUtilisation < $param\"\")|80|6: Cell H6: Account has no property 'seatUtilisation'.",
                "healthy(\"\"seatUtilization < $param && arr.x > 1\"\")|60|8: Cell H8: 'arr.x' is not allowed: 'arr' is a value",
                "for(\"\"$param\"\")|a day|8: Cell H8: @for must be written like 24h or 7d",
                "level(\"\"$param\"\")|WATCH|8: Cell D8: @level appears more than once"
            })
    void aColumnOfATableNamesItsCell(String says, String cell, String problem) {
        String[] lines = files.get(SEATS).split("\n");
        lines[3] += ",METADATA";
        lines[4] += ",";
        lines[5] += ",\"" + says + "\"";
        lines[6] += ",Another";
        lines[7] += ",\"" + (cell == null ? "" : cell) + "\"";
        files.put(SEATS, String.join("\n", lines) + "\n");
        if (problem.equals("none")) {
            new BundleCompiler().compile(RuleBundle.of(files)).close();
        } else {
            assertRefused(SEATS + ":" + problem.substring(0, 1), problem.substring(3));
        }
    }
}
