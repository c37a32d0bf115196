package io.tidewatch.benchmarks.base;

import io.tidewatch.suite.example.ShippedMapping;

/** Ratings by CSMs: one before each day of observation, and one a quarter earlier. */
final class SentimentFile implements MappedFile {

    @Override
    public ShippedMapping mapping() {
        return ShippedMapping.SENTIMENT;
    }

    @Override
    public void write(AccountHistory account, Rows rows) {
        Dice dice = account.dice(this);
        for (Observation observation : account.observations()) {
            int daysAgo = dice.between(1, 25);
            add(account, rows, observation, daysAgo + 90, Math.clamp(observation.rating() + dice.between(-1, 1), 1, 5));
            add(account, rows, observation, daysAgo, observation.rating());
        }
    }

    private static void add(AccountHistory account, Rows rows, Observation observation, int daysAgo, int rating) {
        var day = observation.day().minusDays(daysAgo);
        if (!day.isBefore(account.start())) {
            rows.add(account.id() + "-s" + day, account.id(), day, rating, account.csm(), null);
        }
    }
}
