package io.tidewatch.dispatch.writing;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Adds a paragraph to the HTML of a bundle. */
final class Html {

    private static final Pattern BODY = Pattern.compile("<body[^>]*>", Pattern.CASE_INSENSITIVE);

    private Html() {}

    /** The same escapes that templates get. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** The HTML with a paragraph at its start. */
    static String withFirstParagraph(String html, String text) {
        String paragraph = "<p>" + escaped(text) + "</p>";
        Matcher body = BODY.matcher(html);
        return body.find() ? html.substring(0, body.end()) + paragraph + html.substring(body.end()) : paragraph + html;
    }
}
