package io.tidewatch.ingestion.record;

import java.util.Locale;

/** People write their addresses in any case; they are one person all the same. */
public final class MailAddress {

    private MailAddress() {}

    /** The form in which addresses are kept and compared; null for null. */
    public static String canonical(String address) {
        return address == null ? null : address.strip().toLowerCase(Locale.ROOT);
    }
}
