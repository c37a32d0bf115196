package io.tidewatch.rule.compile;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mistakes in thresholds of the portfolio, and how they are refused. */
class PortfolioProblemsTest extends ChangedRules {
    private static final String FILE = "thresholds/base.drl";
    private static final String NOTICE = "messages/base-notice.yaml";

    @BeforeEach
    void addAThresholdOfThePortfolio() {
        files.put(FILE, """
                package rules;
                rule "Few seats are taken"
                    @threshold("base-seats")
                    @level("AT_RISK")
                    @question("RENEW")
                    @because("x")
                    @message("base-notice")
                when
                    $portfolio : Portfolio( seatUtilization < 90 )
                then
                    flags.raise($portfolio, "base-seats");
                end
                """);
        files.put(NOTICE, """
                id: base-notice
                subject: "Seats"
                text: |
                  {flag.sentence}
                html: |
                  <p>{flag.sentence}</p>
                """);
    }

    @Test
    void aMisspeltMetricNamesTheOneThatWasMeant() {
        change(FILE, "seatUtilization <", "seatUtilisation <");
        assertRefused(FILE + ":9", "Portfolio has no property 'seatUtilisation'", "'seatUtilization'");
    }

    @Test
    void thePortfolioHasNoAttributes() {
        change(FILE, "Portfolio( ", "Portfolio( segment == \"Bank\", ");
        assertRefused(FILE + ":9", "Portfolio has no property 'segment'");
    }

    @Test
    void aThresholdReadsAnAccountOrThePortfolioNotBoth() {
        change(FILE, "< 90 )", "< 90 )\n    Account( seatUtilization < 50 )");
        assertRefused(FILE + ":10", "either the metrics of an account or those of the portfolio");
        addAThresholdOfThePortfolio();
        change(SILENCE, "30 )", "30 )\n    Portfolio( seatUtilization < 50 )");
        assertRefused(SILENCE + ":14", "either the metrics of an account or those of the portfolio");
    }

    @Test
    void aJudgementCannotReadThePortfolio() {
        change(JUDGEMENTS, "$run : Run()", "$run : Run()\n    Portfolio( seatUtilization < 50 )");
        assertAmong(JUDGEMENTS + ":8", "must be one of Touchpoint, Account, ", "not 'Portfolio'");
    }

    @Test
    void theConsequenceIsAboutThePortfolio() {
        change(FILE, "flags.raise($portfolio, \"base-seats\");", "raise();");
        assertRefused(FILE + ":11", "flags.raise($portfolio, \"id-of-the-threshold\");");
    }

    @Test
    void anIdBelongsToOneThreshold() {
        change(FILE, "\"base-seats\"", "\"executive-silence\"");
        assertAmong(FILE + ":2", "'executive-silence' of accounts in " + SILENCE);
    }

    @Test
    void aPlaybookCannotBelongToThePortfolio() {
        change(PLAYBOOK, "flag: executive-silence", "flag: base-seats");
        assertAmong(PLAYBOOK, "'base-seats' is about the portfolio", "@message");
    }

    @Test
    void onlyThePortfolioHasAMessageOfItsOwn() {
        change(SILENCE, "@level(\"AT_RISK\")", "@level(\"AT_RISK\")\n    @message(\"base-notice\")");
        assertRefused(SILENCE + ":9", "@message is not allowed here");
    }

    @Test
    void aMessageThatDoesNotExistNamesTheOneThatWasMeant() {
        change(FILE, "base-notice", "base-notise");
        assertRefused(FILE + ":7", "The message 'base-notise' does not exist", "'base-notice'");
    }

    @Test
    void itsMessageCannotShowAnAccount() {
        change(NOTICE, "<p>{flag.sentence}</p>", "<p>{account.name}: {flag.sentence} {#if sales}{sales.name}{/if}</p>");
        assertRefused(NOTICE, "'base-seats'", "shows 'account', 'sales'", "only flag, metric, recipient");
    }

    /** It once ended in an error of the compiler, which named neither the file nor the word. */
    @Test
    void itsMessageNamesTheMetricThatDoesNotExist() {
        change(NOTICE, "<p>{flag.sentence}</p>", "<p>{flag.sentence} {metric.seatUtilisation}</p>");
        assertAmong(NOTICE + ":6", "no metric 'seatUtilisation'", "'metric.seatUtilization'");
    }
}
