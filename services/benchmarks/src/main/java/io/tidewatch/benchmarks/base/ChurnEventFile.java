package io.tidewatch.benchmarks.base;

import io.tidewatch.suite.example.ShippedMapping;
import java.util.List;

/** Departures as the source recorded them, with their reason. */
final class ChurnEventFile implements MappedFile {

    private static final Layout LAYOUT = Layout.mapped("churn_event", ShippedMapping.CHURN_EVENTS);

    private static final List<String> REASONS =
            List.of("price", "budget", "missing features", "support", "competitor", "merger");

    @Override
    public ShippedMapping mapping() {
        return ShippedMapping.CHURN_EVENTS;
    }

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        Dice dice = account.dice(this);
        int number = 0;
        for (Contract.Departure departure : account.contract().departures()) {
            number++;
            String reason = dice.pick(REASONS);
            if (departure.on().isBefore(account.day())) {
                rows.add(
                        account.id() + "-churn" + number,
                        account.id(),
                        departure.on(),
                        reason,
                        dice.chance(0.2) ? "Left, \"for now\", because of " + reason + "." : null,
                        number > 1);
            }
        }
    }
}
