package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.Question;
import io.tidewatch.rule.FixtureRules;
import io.tidewatch.rule.bundle.RuleBundle;
import io.tidewatch.rule.pack.Pack;
import io.tidewatch.rule.pack.Packs;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackFileTest extends ChangedRules {
    @BeforeEach
    void addPacks() {
        files.putAll(FixtureRules.packs());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "ENTERPRISE:|ENTERPRIZE:|1|There is no business model 'ENTERPRIZE'. Did you mean 'ENTERPRISE'?",
                "[executive-silence]|[executive-silense]|3"
                        + "|There is no threshold 'executive-silense'. Did you mean 'executive-silence'?",
                "on: all|on: al|10|'on' must be start, all or a list of thresholds, not 'al'.",
                "on: [power-users-low]|on: [power-user-low]|6|There is no threshold 'power-user-low'. Did you mean 'power-users-low'?",
                "on: [power-users-low]|on: [executive-silence]|6"
                        + "|'executive-silence' cannot be on: neither start nor further of CONSUMPTION lists it.",
                "  further: [power-users-high]|  further: [power-users-low]|12|'power-users-low' is listed already, by PRODUCT_LED.",
                "start: [seat-limit]|start: [seat-limit, executive-silence]|18"
                        + "|'executive-silence' is listed already, by ENTERPRISE.",
            })
    void aMistakeIsNamedWithItsLine(String from, String to, int line, String sentence) {
        change(Packs.FILE, from, to);
        assertAmong(Packs.FILE + ":" + line, sentence);
    }

    @Test
    void aThresholdThatNoPackListsIsNamedWhereItIsWritten() {
        change(Packs.FILE, "start: [executive-silence]", "start: []");
        assertRefused(
                SILENCE + ":6",
                "No pack lists the threshold 'executive-silence'",
                "Add it in thresholds/packs.yaml to the business models that it is for, or to EVERYONE.");
    }

    @Test
    void aThresholdIsNotListedForABusinessModelThatItsRulesAreNotAbout() {
        change(
                SILENCE,
                "daysSinceExecutiveContact >= 30",
                "daysSinceExecutiveContact >= 30, businessModel != \"ENTERPRISE\"");
        assertRefused(
                Packs.FILE + ":3", "The rules of 'executive-silence' are about other business models than ENTERPRISE.");
    }

    @Test
    void aBundleInWhichNothingIsOnIsRefused() {
        change(Packs.FILE, "on: start", "on: []");
        change(Packs.FILE, "on: all", "on: []");
        change(Packs.FILE, "on: [power-users-low]", "on: []");
        assertRefused(Packs.FILE + ":1", "No threshold is on.");
    }

    @Test
    void aThresholdThatNoPackListsWatchesEveryone() {
        assertThat(packs().isOn("a-step-of-a-journey", "ENTERPRISE")).isTrue();
        assertThat(packs().isOn("power-users-low", "ENTERPRISE")).isFalse();
    }

    @Test
    void aMisspeltNameOfTheFileIsNamed() {
        files.put("thresholds/pack.yaml", files.remove(Packs.FILE));
        assertAmong("thresholds/pack.yaml", "Did you mean 'thresholds/packs.yaml'?");
    }

    @Test
    void theOrderOfTheListsIsThatOfThePriorities() {
        change(
                Packs.FILE,
                "on: all\n  start: [power-users-low]",
                "on: [power-users-high, power-users-low]\n  start: [power-users-low]");
        assertThat(packs().packs())
                .filteredOn(pack -> pack.name().equals("PRODUCT_LED"))
                .extracting(Pack::on)
                .containsExactly(List.of("power-users-low", "power-users-high"));
    }

    @Test
    void questionsThatNothingAnswersAreNamed() {
        try (CompiledBundle bundle = new BundleCompiler().compile(RuleBundle.of(files))) {
            assertThat(bundle.unanswered("PRODUCT_LED").keySet()).containsExactly(Question.ADVOCATE);
            assertThat(bundle.unanswered("SEAT_BASED").keySet()).containsExactly(Question.RENEW, Question.ADVOCATE);
        }
    }

    @Test
    void aThresholdOfEveryoneThatIsAboutOneBusinessModelAnswersNothingForTheOthers() {
        change(SEATS, "\n,85", "\nENTERPRISE,85");
        try (CompiledBundle bundle = new BundleCompiler().compile(RuleBundle.of(files))) {
            assertThat(bundle.unanswered("ENTERPRISE").keySet()).containsExactly(Question.ADVOCATE);
            assertThat(bundle.unanswered("SEAT_BASED").keySet())
                    .containsExactly(Question.RENEW, Question.GROW, Question.ADVOCATE);
        }
    }

    @Test
    void theBusinessModelsAreThoseOfAnAccount() {
        try (CompiledBundle bundle = new BundleCompiler().compile(RuleBundle.of(files))) {
            List<String> models = bundle.vocabulary()
                    .fact(Vocabulary.ACCOUNT)
                    .get("businessModel")
                    .words();
            assertThat(bundle.packs().packs())
                    .extracting(Pack::name)
                    .startsWith(models.toArray(String[]::new))
                    .hasSize(models.size() + 1);
        }
    }

    private Packs packs() {
        try (CompiledBundle bundle = new BundleCompiler().compile(RuleBundle.of(Map.copyOf(files)))) {
            return bundle.packs();
        }
    }
}
