package io.tidewatch.reporting.page;

import java.util.List;

/**
 * The page in words: everything is written out, the template only places it.
 *
 * @param reader      who is logged in
 * @param subtitle    the days the report is about
 * @param freshness   up to when the data are
 * @param missing     what is missing, in sentences
 * @param filter      what is chosen and can be
 * @param links       the same report in other forms
 * @param tiles       the headline
 * @param charts      ARR at risk by group
 * @param chartGap    said in place of charts when there is nothing to draw; null otherwise
 * @param atRisk      accounts at risk
 * @param atRiskGap   said in place of the accounts when there are none; null otherwise
 * @param atRiskMore  said before the way to all of them when not all are listed; null otherwise
 * @param runs        open runs
 * @param runsGap     said in place of the runs when there are none; null otherwise
 * @param runsMore    likewise
 * @param groupTables figures by group
 * @param definitions which definitions the figures were computed with
 */
public record PageModel(
        String reader,
        String subtitle,
        List<String> freshness,
        List<String> missing,
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
     * @param note  what belongs to it; null when nothing
     */
    public record Tile(String id, String label, String text, String exact, String tone, String note) {}

    /** A figure in a table. */
    public record Cell(String text, String exact, boolean known, String why) {}

    /** One account at risk. */
    public record RiskRow(
            String name, String id, String segment, String csm, Cell arr, String renewal, List<Reason> reasons) {}

    /** One reason why an account is at risk. */
    public record Reason(String sentence, String thresholdId, String since) {}

    /** One open run; messages link to its {@code id}. */
    public record RunRow(
            String id,
            String account,
            String playbook,
            String owner,
            String opened,
            String nextStep,
            String due,
            boolean overdue,
            String standing) {}

    /** Figures by group. */
    public record GroupTable(String id, String title, String column, List<GroupRow> rows) {}

    /** The figures of one group. */
    public record GroupRow(
            String label,
            boolean nobody,
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
