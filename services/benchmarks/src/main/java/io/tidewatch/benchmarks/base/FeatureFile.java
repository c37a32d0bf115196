package io.tidewatch.benchmarks.base;

/** The features of the product, which belong to no account. */
final class FeatureFile implements KindFile {

    private static final Layout LAYOUT = Layout.of("feature", "name", "goal", "tier", "complementaryProduct");

    @Override
    public Layout layout() {
        return LAYOUT;
    }

    @Override
    public void write(AccountHistory account, RecordSink rows) {
        // Features belong to no account.
    }

    @Override
    public void writeWithoutAccount(BaseSettings base, RecordSink rows) {
        add(rows, "dashboards", "see at a glance", "Team", null);
        add(rows, "reports", "report on time", "Team", null);
        add(rows, "exports", "share figures", "Team", "Connect");
        add(rows, "automations", "save hours", "Business", "Connect");
        add(rows, "forecasts", "plan ahead", "Business", Market.SECOND_PRODUCT);
        add(rows, "api-calls", "integrate", "Business", "Connect");
        add(rows, "views", null, null, null);
    }

    private static void add(RecordSink rows, String name, String goal, String tier, String complementary) {
        rows.add("feature-" + name, null, name, goal, tier, complementary);
    }
}
