package io.tidewatch.benchmarks.base;

import io.tidewatch.suite.example.ShippedMapping;

/** Ratings by CSMs: one before each day of observation, and one a quarter earlier. */
final class SentimentFile implements MappedFile {

    private static final Layout LAYOUT = Layout.mapped("sentiment", ShippedMapping.SENTIMENT, "renewalPotential");

    @Override
    public ShippedMapping mapping() {
        return ShippedMapping.SENTIMENT;
    }

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        Dice dice = account.dice(this);
        for (Observation observation : account.observations()) {
            int daysAgo = dice.between(1, 25);
            add(
                    account,
                    rows,
                    dice,
                    observation,
                    daysAgo + 90,
                    Math.clamp(observation.rating() + dice.between(-1, 1), 1, 5));
            add(account, rows, dice, observation, daysAgo, observation.rating());
        }
    }

    private static void add(
            AccountHistory account, RecordSink rows, Dice dice, Observation observation, int daysAgo, int rating) {
        Object renewal = dice.chance(0.7) ? Math.clamp(rating + dice.between(-1, 1), 1, 5) : null;
        var day = observation.day().minusDays(daysAgo);
        if (!day.isBefore(account.start())) {
            rows.add(account.id() + "-s" + day, account.id(), day, rating, account.csm(), null, renewal);
        }
    }
}
