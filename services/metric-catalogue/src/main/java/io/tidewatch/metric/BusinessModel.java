package io.tidewatch.metric;

/** How a customer buys; it decides which metrics matter and which bounds hold. */
public enum BusinessModel {
    ENTERPRISE,
    CONSUMPTION,
    PRODUCT_LED,
    SEAT_BASED
}
