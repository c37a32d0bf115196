package io.tidewatch.benchmarks.base;

/** What is true of every customer on the two days of observation: the outcome, and what the metrics consist of. */
final class ObservationTruth implements RecordFile {

    @Override
    public String name() {
        return "truth/observations";
    }

    @Override
    public Layout layout() {
        return Layout.truth(
                "account_id",
                "day",
                "leaves_within_180_days",
                "purchased_seats",
                "assigned_seats",
                "active_users",
                "power_users",
                "last_sponsor_contact",
                "sentiment");
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        for (Observation observation : account.observations()) {
            rows.add(
                    account.id(),
                    observation.day(),
                    observation.leaves(),
                    observation.purchasedSeats(),
                    observation.assignedSeats(),
                    observation.activeUsers(),
                    observation.powerUsers(),
                    TouchpointFile.lastContact(account, observation),
                    observation.rating());
        }
    }
}
