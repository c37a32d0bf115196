package io.tidewatch.ingestion.record;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * E-mail addresses are compared without case and in Unicode's composed form (NFC): the same person writes theirs in several
 * ways, and some systems take "ü" apart into "u" and its dots.
 */
public final class MailAddress {

    private static final Pattern ONE = Pattern.compile("[^\\p{Cc}\\p{Z}@,;<>\"]+@[^\\p{Cc}\\p{Z}@,;<>\"]+");

    private static final Pattern WITH_DOMAIN = Pattern.compile(".+@.+\\.\\p{L}{2,}");

    private MailAddress() {}

    /** Whether a text is exactly one address, without characters that could end a mail header or start another address. */
    public static boolean isOne(String text) {
        return ONE.matcher(text).matches();
    }

    /** The form in which ids are stored and compared: an id that is a mail address as {@link #canonical}, any other as it is. */
    public static String canonicalId(String id) {
        String address = canonical(id);
        return isOne(id) && WITH_DOMAIN.matcher(address).matches() ? address : id;
    }

    /** The form in which addresses are stored and compared; null for null. */
    public static String canonical(String address) {
        return address == null
                ? null
                : Normalizer.normalize(address.strip().toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    }
}
