package io.tidewatch.metric.oracle;

import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.DraftFiles;
import io.tidewatch.metric.language.MetricLanguage;
import java.util.Map;

/** Metrics with windows after, since and before moments, and within spans, which the draft has few of, and what else random metrics meet too
 * seldom: several currencies, days that read as missing, an n-th day of records without one. */
final class BoundMetrics {
    private BoundMetrics() {}

    static CheckedLanguage language() {
        Map<String, String> files = DraftFiles.all();
        files.keySet().removeIf(file -> file.startsWith("metrics/"));
        for (String window :
                new String[] {"after", "1d after", "7d after", "since", "1d since", "7d since", "1d before"}) {
            String id = "tickets-" + window.replace(' ', '-');
            files.put("metrics/" + id + ".yaml", """
                    id: %s
                    unit: NUMBER
                    measures:
                      openedAt: {first: openedAt, of: ticket}
                      resolvedAt: {last: resolvedAt, of: ticket}
                      opened: {count: ticket, in: %s openedAt}
                      resolved: {count: ticket, dated: resolvedAt, in: %s openedAt}
                      talks: {count: touchpoint, in: %s resolvedAt}
                    details: [opened, resolved, talks]
                    value: opened + resolved + talks
                    population: everyone
                    """.formatted(id, window, window, window));
        }
        for (String kind : new String[] {"commitment", "membership", "contract_period", "user", "cadence"}) {
            String span = Map.of(
                            "commitment", "running",
                            "membership", "joined",
                            "contract_period", "trial",
                            "user", "seated",
                            "cadence", "inForce")
                    .get(kind);
            String id = "within-" + kind.replace('_', '-');
            files.put("metrics/" + id + ".yaml", """
                    id: %s
                    unit: NUMBER
                    subjects:
                      folk: {each: %s, during: %s, with: {n: {count: survey, in: span}, last: {count: usage, in: 90d before start}}}
                      ever: {each: due_slot, with: {n: {count: sentiment, in: span}}}
                    period: 90d
                    measures:
                      within: {sum: n, of: folk}
                      early: {sum: last, of: folk}
                      slots: {sum: n, of: ever}
                    value: within + slots + early
                    population: everyone
                    """.formatted(id, kind, span));
        }
        files.put("metrics/second-contact.yaml", """
                id: second-contact
                unit: NUMBER
                measures:
                  second: {first: '7', of: contact, number: 2}
                value: second
                population: everyone
                overAccounts: mean
                """);
        files.merge("shared.yaml", "reportingCurrency: USD\n", (own, line) -> line + own);
        files.put("metrics/spent.yaml", """
                id: spent
                unit: CURRENCY
                measures:
                  spent: {sum: amount, of: cost}
                  bought: {sum: amount, of: order}
                by: {spent: category}
                value: spent + bought
                population: everyone
                """);
        files.put("metrics/signed.yaml", """
                id: signed
                unit: NUMBER
                measures:
                  last: {last: purchasedSeats, of: contract_period, dated: signedOn, during: paid}
                  second: {first: purchasedSeats, of: contract_period, dated: signedOn, during: paid, number: 2}
                details: [second]
                value: last
                population: everyone
                overAccounts: mean
                """);
        files.put("metrics/active-streak.yaml", """
                id: active-streak
                unit: NUMBER
                subjects:
                  blocks: {each: week, last: 9, with: {n: {count: usage}}}
                measures:
                  active: {streak: n > 0, of: blocks}
                value: active
                population: everyone
                overAccounts: mean
                """);
        files.put("metrics/slots-ahead.yaml", """
                id: slots-ahead
                unit: NUMBER
                measures:
                  slotsLeft: {count: due_slot, dated: until, in: ahead}
                  running: {count: due_slot, during: whole}
                  nextEnd: {first: until, of: due_slot, in: ahead}
                details: [slotsLeft, running, nextEnd]
                value: slotsLeft + running
                population: everyone
                """);
        files.put("metrics/answers.yaml", """
                id: answers
                unit: NUMBER
                subjects:
                  answers:
                    each: survey
                    with: {talks: {count: touchpoint, in: 7d after answeredOn}}
                    where: talks > 0 or contact.role == CHAMPION
                measures:
                  n: {count: answers}
                value: n
                population: everyone
                """);
        CheckedLanguage language = MetricLanguage.check(files);
        if (!language.mistakes().isEmpty()) {
            throw new IllegalStateException(language.mistakes().toString());
        }
        return language;
    }
}
