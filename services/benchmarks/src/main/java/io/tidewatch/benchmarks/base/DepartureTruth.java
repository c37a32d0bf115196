package io.tidewatch.benchmarks.base;

import java.time.LocalDate;

/** Who leaves and when, also in the 180 days after the day of the base, and who comes back. */
final class DepartureTruth implements RecordFile {

    @Override
    public String name() {
        return "truth/departures";
    }

    @Override
    public Layout layout() {
        return Layout.truth("account_id", "left_on", "came_back_on");
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        LocalDate last = account.day().plusDays(Observation.OUTCOME_DAYS);
        for (Contract.Departure departure : account.contract().departures()) {
            if (!departure.on().isAfter(last)) {
                rows.add(account.id(), departure.on(), departure.back());
            }
        }
    }
}
