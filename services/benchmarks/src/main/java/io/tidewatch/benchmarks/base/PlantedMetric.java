package io.tidewatch.benchmarks.base;

/**
 * The metrics of the catalogue whose relation to departures is known: for the customers of a day, the AUC of the metric on that
 * day against who leaves in the following 180 days.
 */
enum PlantedMetric {
    ACTIVE_USER_PERCENTAGE("active-user-percentage", true, false),
    DAYS_SINCE_EXECUTIVE_CONTACT("days-since-executive-contact", true, true),
    CSM_SENTIMENT("csm-sentiment", true, false),
    SEAT_UTILIZATION("seat-utilization", false, true),
    AVERAGE_RESOLUTION_TIME("average-resolution-time", false, true),
    NPS("nps", true, false),
    GOAL_ATTAINMENT("goal-attainment", true, false),
    PURCHASE_FREQUENCY("purchase-frequency", true, false),
    CSAT("csat", false, false),
    CUSTOMER_EFFORT("customer-effort", false, false),
    FIRST_CONTACT_RESOLUTION("first-contact-resolution", false, false);

    private final String id;
    private final boolean foretells;
    private final boolean highIsBad;

    PlantedMetric(String id, boolean foretells, boolean highIsBad) {
        this.id = id;
        this.foretells = foretells;
        this.highIsBad = highIsBad;
    }

    String id() {
        return id;
    }

    /** Whether high values foretell a departure, or, for noise, would do so if they did. */
    boolean highIsBad() {
        return highIsBad;
    }

    boolean isSignal(BaseSettings base) {
        return foretells && base.signal();
    }

    /** The least AUC. */
    double lowest(BaseSettings base) {
        return isSignal(base) ? 0.75 : 0.47;
    }

    /** The greatest AUC. */
    double highest(BaseSettings base) {
        return isSignal(base) ? 0.90 : 0.53;
    }
}
