package io.tidewatch.ingestion.record;

import java.util.Locale;
import java.util.regex.Pattern;

/** People write their addresses in any case; they are one person all the same. */
public final class MailAddress {

    private static final Pattern ONE = Pattern.compile("[^\\p{Cc}\\p{Z}@,;<>\"]+@[^\\p{Cc}\\p{Z}@,;<>\"]+");

    private MailAddress() {}

    /** Whether a text is one address: nothing in it ends a header or begins another address. */
    public static boolean isOne(String text) {
        return ONE.matcher(text).matches();
    }

    /** The form in which addresses are kept and compared; null for null. */
    public static String canonical(String address) {
        return address == null ? null : address.strip().toLowerCase(Locale.ROOT);
    }
}
