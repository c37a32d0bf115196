package io.tidewatch.reporting.page;

import java.util.List;

/**
 * The page in words: every text is complete, the template only places it.
 *
 * @param reader      who is logged in
 * @param subtitle    the days the report is about
 * @param freshness   up to when the data are
 * @param missing     what is missing, in sentences
 * @param alarms      flags of all customers together, in sentences
 * @param filter      what is chosen and can be
 * @param links       the same report in other forms
 * @param tiles       the headline
 * @param charts      ARR at risk by group
 * @param chartGap    shown in place of charts when there is nothing to draw; null otherwise
 * @param atRisk      accounts at risk
 * @param atRiskGap   shown in place of the accounts when there are none; null otherwise
 * @param atRiskMore  shown before the link to all of them when not all are listed; null otherwise
 * @param runs        open runs
 * @param runsGap     shown in place of the runs when there are none; null otherwise
 * @param runsMore    likewise
 * @param groupTables figures by group
 * @param definitions which definitions the figures were computed with
 */
public record PageModel(
        String reader,
        String subtitle,
        List<String> freshness,
        List<String> missing,
        List<String> alarms,
        Filter filter,
        Links links,
        List<Tile> tiles,
        List<BarChart> charts,
        String chartGap,
        List<RiskRow> atRisk,
        String atRiskGap,
        String atRiskMore,
        List<RunRow> runs,
        String runsGap,
        String runsMore,
        List<GroupTable> groupTables,
        List<Definition> definitions) {

    /** What is chosen and can be; days as a form has them. */
    public record Filter(List<Choice> segments, List<Choice> csms, String asOf, String from, boolean narrowed) {}

    /** One choice of a list. */
    public record Choice(String value, boolean chosen) {}

    /** The same report in other forms. */
    public record Links(String json, String accountsCsv, String runsCsv, String groupsCsv) {}

    /**
     * A headline figure.
     *
     * @param id    stable, for links and tests
     * @param exact the exact value; empty when unknown
     * @param tone  {@code risk}, {@code plain} or {@code unknown}
     * @param notes what belongs to it, in sentences
     * @param more  further sentences, to be opened; empty when the notes say everything
     */
    public record Tile(
            String id, String label, String text, String exact, String tone, List<String> notes, List<String> more) {}

    /**
     * A figure in a table.
     *
     * @param why     why it is unknown; null when known
     * @param leftOut a heading for {@code notes}; null when it includes all accounts
     * @param notes   what it does not include, in sentences
     */
    public record Cell(String text, String exact, boolean known, String why, String leftOut, List<String> notes) {}

    /**
     * One account at risk.
     *
     * @param moreReasons how many reasons are not listed, in words; null when all are
     */
    public record RiskRow(
            String name,
            String id,
            String segment,
            String csm,
            Cell arr,
            String renewal,
            List<Reason> reasons,
            String moreReasons) {}

    /** One reason why an account is at risk. */
    public record Reason(String sentence, String thresholdId, String since) {}

    /**
     * One open run; messages link to its {@code id}.
     *
     * @param soFar what happened, in one or more sentences
     */
    public record RunRow(
            String id,
            String account,
            String playbook,
            String owner,
            String opened,
            String nextStep,
            String due,
            boolean overdue,
            List<String> soFar) {}

    /** Figures by group. */
    public record GroupTable(String id, String title, String column, List<GroupRow> rows) {}

    /** The figures of one group. */
    public record GroupRow(
            String label,
            boolean named,
            long accounts,
            long accountsAtRisk,
            long notJudged,
            Cell arr,
            Cell arrAtRisk,
            Cell grr,
            Cell nrr) {}

    /** A metric and the hash of the definition its figure was computed with. */
    public record Definition(String metric, String hash) {}
}
