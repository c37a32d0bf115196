package io.tidewatch.metric.catalogue;

import java.util.Map;
import java.util.TreeMap;

/** A small catalogue: shared words, a kind of record and metrics of every form. */
final class ExampleFiles {
    static final String RETENTION = "metrics/revenue-kept.yaml";
    static final String SEATS = "metrics/seats-taken.yaml";
    static final String POWER = "metrics/power-users.yaml";
    static final String SCORE = "metrics/overall.yaml";

    private static final String FOR_PEOPLE = """
            name: Name
            description: What it says.
            questions: [RENEW, GROW]
            type: LEADING
            focusArea: Adoption
            stages: [ADOPTION]
            journeyStep: ADOPTION
            direction: HIGHER_IS_BETTER
            status: TRACKED
            """;

    private ExampleFiles() {}

    /** Path → text; may be changed. */
    static Map<String, String> all() {
        Map<String, String> files = new TreeMap<>();
        files.put("shared.yaml", """
                parameters:
                  valueFeatures: [reports, exports]
                  minActions: {default: 10, PRODUCT_LED: 5}
                measures:
                  mrrAtStart: {sum: mrr, of: contract_period, during: paid, at: start}
                  mrrAtEnd: {sum: mrr, of: contract_period, during: paid}
                  seats: {sum: purchasedSeats, of: contract_period, during: paid}
                  assigned: {count: user, during: seated}
                subjects:
                  seated:
                    each: user
                    during: seated
                    with:
                      actions: {sum: count, of: usage, where: feature in $valueFeatures, in: 30d}
                      days: {distinct: day, of: usage, in: 20d}
                """);
        files.put("records/order.yaml", """
                kind: order
                nature: FACT
                time: orderedOn
                fields:
                  orderedOn: {type: DATE}
                  product: {type: NAME}
                """);
        metric(files, "revenue-kept", """
                unit: PERCENT
                period: 12mo
                membership: START
                population: mrrAtStart > 0
                value: mrrAtEnd / mrrAtStart
                """);
        metric(files, "seats-taken", """
                unit: PERCENT
                population: seats > 0
                value: assigned / seats
                """);
        metric(files, "power-users", """
                unit: PERCENT
                measures:
                  power: {count: seated, where: actions >= $minActions}
                  holders: {count: seated}
                value: power / holders
                """);
        metric(files, "quiet-days", """
                unit: DAYS
                measures:
                  talkedOn: {last: twoWayAt, of: touchpoint}
                value: daysSince(talkedOn)
                overAccounts: mean
                """);
        metric(files, "days-left", """
                unit: DAYS
                measures:
                  endsOn: {first: dueOn, of: renewal, in: ahead}
                value: days(asOf, endsOn)
                overAccounts: mean
                """);
        metric(files, "overall", """
                unit: SCORE
                measures:
                  points:
                    score:
                      - {of: seats-taken, scale: [0, 100], weight: 2}
                      - {of: power-users, scale: [0, 50], weight: 1}
                value: points
                overAccounts: mean
                """);
        return files;
    }

    private static void metric(Map<String, String> files, String id, String computed) {
        files.put("metrics/" + id + ".yaml", "id: " + id + "\n" + FOR_PEOPLE + computed);
    }
}
