package io.tidewatch.ingestion.mapping;

/** In which unit a file writes its amounts. */
public enum AmountUnit {
    /** Major units, such as 1250.00 US dollars or 50000 yen. */
    MAJOR,
    /** Minor units by ISO 4217, such as 125000 US cents or 50000 yen. */
    MINOR
}
