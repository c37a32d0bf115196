package io.tidewatch.access;

import java.util.List;

/** Implemented by a feature whose stored state is shown as gauges. */
public interface StoredGauges {

    /** The gauges, each with a name of its own. */
    List<StoredGauge> gauges();
}
