package io.tidewatch.rule.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.compile.BundleCompiler;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.threshold.AccountFacts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reminders that come on business days only. */
class BusinessDayReminderTest {
    private static final String PLAYBOOK = "playbooks/executive-re-engagement.playbook.yaml";
    private static final String REMINDER = "sponsor-mail-reminder";
    /** Friday, five in the afternoon in Berlin. */
    private static final Instant OPENED = Instant.parse("2026-02-06T16:00:00Z");

    private static final Instant MONDAY = Instant.parse("2026-02-09T16:00:00Z");
    private static final Instant TUESDAY = Instant.parse("2026-02-10T16:00:00Z");
    private static final AccountFacts IN_BERLIN = account("DE");
    private static CompiledBundle compiled;

    private PlaybookEngine engine;
    private PlaybookRun run;

    @BeforeAll
    static void compile() {
        String playbook = FixtureRules.bundle()
                .files()
                .get(PLAYBOOK)
                .replace("  first: 24h\n  every: 24h\n", "  first: 1bd\n  every: 1bd\n");
        String calendar = """
                zone: Europe/Berlin
                calendars:
                  - where: {country: [JP]}
                    zone: Asia/Tokyo
                  - where: {country: [XX]}
                    zone: Europe/Berlin
                    weekend: [MONDAY]
                """;
        compiled =
                new BundleCompiler().compile(FixtureRules.with(Map.of(PLAYBOOK, playbook, "calendar.yaml", calendar)));
    }

    @AfterAll
    static void dispose() {
        compiled.dispose();
    }

    @BeforeEach
    void openARun() {
        engine = compiled.playbookEngine();
        open(IN_BERLIN, OPENED);
    }

    @Test
    void nobodyIsRemindedAtTheWeekend() {
        assertThat(run.nextStep()).isEqualTo(REMINDER);
        assertThat(run.nextDueAt()).isEqualTo(MONDAY);
        assertThat(reminders(IN_BERLIN, MONDAY.minusNanos(1))).isEmpty();
        assertThat(reminders(IN_BERLIN, MONDAY)).hasSize(1);
        assertThat(reminders(IN_BERLIN, TUESDAY.minusNanos(1))).isEmpty();
        assertThat(reminders(IN_BERLIN, TUESDAY)).hasSize(1);
    }

    @Test
    void afterADownTimeOneReminderStandsForThoseMissedAndTheNextOneComesOnTheNextBusinessDay() {
        Instant thursday = Instant.parse("2026-02-12T17:00:00Z");
        assertThat(reminders(IN_BERLIN, thursday))
                .singleElement()
                .extracting(PlannedAction::dueAt)
                .isEqualTo(thursday.minusSeconds(3600));
        assertThat(run.nextReminderAt()).isEqualTo("2026-02-13T16:00:00Z");
    }

    @Test
    void aReminderFollowsTheCalendarThatTheAccountHasAtTheOneBefore() {
        AccountFacts inTokyo = account("JP");
        assertThat(reminders(inTokyo, MONDAY)).hasSize(1);
        assertThat(run.nextReminderAt()).as("from Tuesday to Wednesday there").isEqualTo(TUESDAY);
        Instant fridayThere = Instant.parse("2026-02-12T16:00:00Z");
        assertThat(reminders(inTokyo, fridayThere)).hasSize(1);
        assertThat(run.nextReminderAt()).as("the same hour of Monday there").isEqualTo("2026-02-15T16:00:00Z");
    }

    @Test
    void eachReminderHasAnIdOfItsOwnAlsoWhenADayHas23Hours() {
        AccountFacts worksOnSundays = account("XX");
        open(worksOnSundays, Instant.parse("2026-03-26T08:00:00Z"));
        List<String> ids = List.of("2026-03-27T08:00:00Z", "2026-03-28T08:00:00Z", "2026-03-29T07:00:00Z").stream()
                .flatMap(time -> reminders(worksOnSundays, Instant.parse(time)).stream())
                .map(PlannedAction::actionId)
                .toList();
        assertThat(ids).hasSize(3).doesNotHaveDuplicates();
    }

    private void open(AccountFacts account, Instant openedAt) {
        PlaybookDefinition playbook = engine.opensOn("executive-silence").getFirst();
        run = engine.open(playbook, account, "executive-silence", 1, openedAt).run();
    }

    private List<PlannedAction> reminders(AccountFacts account, Instant now) {
        RunAdvance advance = engine.advance(run, null, account, List.of(), List.of(), now);
        run = advance.run();
        return advance.actions().stream()
                .filter(action -> action.step().equals(REMINDER))
                .toList();
    }

    private static AccountFacts account(String country) {
        return new AccountFacts("acme", Map.of("country", country), Map.of());
    }
}
