package io.tidewatch.reporting.metrics;

/** The metrics of the catalogue that reports show, by their ids. */
public enum Metric {
    /** Gross revenue retention, percent. */
    GRR("gross-revenue-retention"),
    /** Net revenue retention, percent. */
    NRR("net-revenue-retention"),
    /** Share of accounts lost, percent. */
    LOGO_CHURN("logo-churn"),
    /** Annual recurring revenue, minor units. */
    ARR("arr");

    private final String id;

    Metric(String id) {
        this.id = id;
    }

    /** Its id in the catalogue. */
    public String id() {
        return id;
    }
}
