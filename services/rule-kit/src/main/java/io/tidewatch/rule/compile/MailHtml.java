package io.tidewatch.rule.compile;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The HTML that a message may hold: tags that structure a text, and links that a reader can see through. Anything that would
 * run, load from elsewhere or hide is refused because it is not on the list.
 */
final class MailHtml {
    private static final Pattern TAG = Pattern.compile("<[^>]*>?");
    private static final Pattern ALLOWED = Pattern.compile(
            "</?(p|br|hr|div|span|strong|b|em|i|u|ul|ol|li|h[1-4]|blockquote|code|pre|table|thead|tbody|tr|th|td)\\s*/?>|</a>",
            Pattern.CASE_INSENSITIVE);
    /** A name in front of the host, as in https://bank.example@evil.example, would look like the host. */
    private static final Pattern LINK = Pattern.compile(
            "<a href=\"(https://[A-Za-z0-9][^\"<>{}\\s/?#@]*([/?#][^\"<>{}\\s]*)?|mailto:(\\{[A-Za-z.]+}|[^\"<>{}\\s]+)|\\{(ackUrl|taskUrl)})\">");

    private MailHtml() {}

    /** The first tag that is not allowed, or null. */
    static String forbidden(String html) {
        Matcher tag = TAG.matcher(html);
        while (tag.find()) {
            if (!ALLOWED.matcher(tag.group()).matches()
                    && !LINK.matcher(tag.group()).matches()) {
                return tag.group();
            }
        }
        return null;
    }

    /** The text without its tags. */
    static String withoutTags(String html) {
        return TAG.matcher(html).replaceAll("");
    }
}
