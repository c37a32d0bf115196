package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.tidewatch.rule.bundle.RuleBundle;
import org.junit.jupiter.api.Test;

/** Mistakes in the calendar, and in the times and sequences of playbooks. */
class CalendarProblemsTest extends ChangedRules {
    private static final String CALENDAR = "calendar.yaml";
    private static final String ON_DAY_7 = "    after: 7d\n";
    private static final String SEQUENCE = """
            sequence:
              stopsAt: response
              steps:
                - {step: second-mail, after: 2bd, kind: TASK, audience: CSM, message: sponsor-mail-task}
                - {step: third-mail, after: 3bd, kind: TASK, audience: CSM, message: sponsor-mail-task}
            """;

    @Test
    void businessDaysWithoutACalendarAreRefusedAndTheFileToAddIsNamed() {
        change(PLAYBOOK, ON_DAY_7, "    after: 5bd\n");
        assertRefused(PLAYBOOK + ":47", "'5bd'", "no calendar.yaml", "'zone: Europe/Berlin'");
    }

    @Test
    void aZoneIsEnough() {
        change(PLAYBOOK, ON_DAY_7, "    after: 5bd\n");
        files.put(CALENDAR, "zone: Europe/Berlin\n");
        assertCompiles();
    }

    @Test
    void aCalendarMayStandUnused() {
        files.put(CALENDAR, """
                zone: Europe/Oslo
                weekend: [FRIDAY, SATURDAY]
                holidays: {country: NO}
                daysOff: [2026-12-24]
                workdays: [2026-12-27]
                calendars:
                  - where: {country: [US, CA], businessModel: [ENTERPRISE]}
                    zone: America/New_York
                    holidays: {country: US, region: NY}
                """);
        assertCompiles();
    }

    @Test
    void aMisspeltZoneIsNamedWithWhatWasProbablyMeant() {
        files.put(CALENDAR, "# ours\nzone: Europe/Berlni\n");
        assertRefused(CALENDAR + ":2", "'Europe/Berlni'", "'Europe/Berlin'?");
    }

    @Test
    void aBrokenCalendarIsReportedAndNotThatItIsMissing() {
        change(PLAYBOOK, ON_DAY_7, "    after: 5bd\n");
        files.put(CALENDAR, "weekend: [SATURDAY]\n");
        assertRefused(CALENDAR + ":1", "'zone' is missing");
    }

    @Test
    void aCountryIsACode() {
        files.put(CALENDAR, "zone: UTC\nholidays: {country: Germany}\n");
        assertRefused(CALENDAR + ":2", "'Germany'", "code of two letters", "'DE'?");
        files.put(CALENDAR, "zone: UTC\nholidays: {country: de}\n");
        assertRefused(CALENDAR + ":2", "'de'", "'DE'?");
        files.put(CALENDAR, "zone: UTC\nholidays: {country: ../../x}\n");
        assertRefused(CALENDAR + ":2", "'../../x'", "not known");
    }

    @Test
    void aRegionIsOneOfTheCountry() {
        files.put(CALENDAR, "zone: UTC\nholidays: {country: DE, region: Bavaria}\n");
        assertRefused(CALENDAR + ":2", "'Bavaria' of DE", "BW, BY");
    }

    @Test
    void aDayThatDoesNotExistAndOneThatIsBothAreNamed() {
        files.put(CALENDAR, "zone: UTC\ndaysOff: [2026-02-30]\n");
        assertRefused(CALENDAR + ":2", "The day 2026-02-30 does not exist");
        files.put(CALENDAR, "zone: UTC\ndaysOff: [24.12.2026]\n");
        assertRefused(CALENDAR + ":2", "a day such as 2026-12-24", "'24.12.2026'");
        files.put(CALENDAR, "zone: UTC\ndaysOff: [2026-12-24]\nworkdays: [2026-12-24]\n");
        assertRefused(CALENDAR + ":3", "2026-12-24 is listed as a day off, too");
    }

    @Test
    void aWeekHasABusinessDay() {
        files.put(CALENDAR, "zone: UTC\nweekend: [MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY]\n");
        assertRefused(CALENDAR + ":2", "at most six different days");
    }

    @Test
    void aCalendarOfSomeAccountsNamesAttributesAndValuesThatExist() {
        files.put(CALENDAR, "zone: UTC\ncalendars: [{where: {regoin: [EMEA]}, zone: UTC}]\n");
        assertRefused(CALENDAR + ":2", "no attribute 'regoin'", "'region'?");
        files.put(CALENDAR, "zone: UTC\ncalendars: [{where: {businessModel: [ENTERPRIZE]}, zone: UTC}]\n");
        assertRefused(CALENDAR + ":2", "'businessModel' is never 'ENTERPRIZE'", "'ENTERPRISE'?");
        files.put(CALENDAR, "zone: UTC\ncalendars: [{where: {region: EMEA}, zone: UTC}]\n");
        assertRefused(CALENDAR + ":2", "'region' must be a list of values");
    }

    @Test
    void theWindowCountsElapsedTime() {
        files.put(CALENDAR, "zone: UTC\n");
        change(PLAYBOOK, "  within: 30d\n", "  within: 20bd\n");
        assertRefused(PLAYBOOK + ":76", "'within' must be elapsed time", "'20bd'");
    }

    @Test
    void moreBusinessDaysThanAYearHasAreRefused() {
        files.put(CALENDAR, "zone: UTC\n");
        change(PLAYBOOK, ON_DAY_7, "    after: 261bd\n");
        assertRefused(PLAYBOOK + ":47", "at most 260bd", "'261bd'");
    }

    @Test
    void anEscalationThatWeekendsAndHolidaysMayMoveBehindTheWindowIsRefused() {
        files.put(CALENDAR, "zone: Europe/Berlin\nholidays: {country: DE}\n");
        change(PLAYBOOK, ON_DAY_7, "    after: 20bd\n");
        assertRefused(
                PLAYBOOK + ":46",
                "'leadership-outreach' may be due after the window has ended",
                "20 business days can take");
        change(PLAYBOOK, "    after: 20bd\n", "    after: 15bd\n");
        assertCompiles();
    }

    @Test
    void aSequenceNeedsADeclaredJudgementAndKeysOfItsOwn() {
        addSequence();
        change(PLAYBOOK, "stopsAt: response", "stopsAt: respons");
        change(PLAYBOOK, "step: third-mail", "step: sponsor-mail");
        assertAmong(PLAYBOOK + ":76", "no judgement 'respons'", "'response'?");
        assertAmong(PLAYBOOK + ":79", "'sponsor-mail' appears twice");
    }

    @Test
    void aSequenceCountsInOneWay() {
        addSequence();
        change(PLAYBOOK, "after: 3bd", "after: 3d");
        assertRefused(PLAYBOOK + ":79", "either business days or elapsed time", "count business days");
    }

    @Test
    void theLastStepOfASequenceComesBeforeTheEndOfTheWindow() {
        addSequence();
        change(PLAYBOOK, "after: 3bd", "after: 20bd");
        assertRefused(
                PLAYBOOK + ":79", "The step 'third-mail' may be due after the window has ended: 22 business days");
        change(PLAYBOOK, "after: 20bd", "after: 260bd");
        assertRefused(PLAYBOOK + ":79", "at most 260 business days together");
    }

    private void addSequence() {
        files.put(CALENDAR, "zone: UTC\n");
        change(PLAYBOOK, "\nsuccess:\n", "\n" + SEQUENCE + "success:\n");
    }

    private void assertCompiles() {
        assertThatCode(() -> new BundleCompiler().compile(RuleBundle.of(files)).dispose())
                .doesNotThrowAnyException();
    }
}
