package io.tidewatch.suite.mail;

import static io.tidewatch.suite.web.LocalPages.escape;

import com.sun.net.httpserver.HttpExchange;
import io.tidewatch.suite.web.LocalPages.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Shows caught mails: as pages for people (`/`, `/mails/1`) and as JSON for programs (`/messages`, `/messages/1`). */
final class MailPages {

    private static final Pattern MAIL =
            Pattern.compile("/(mails|messages)/(\\d{1,18})(/html|/raw|/attachments/(\\d{1,4}))?");

    private static final String STYLE =
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><style>"
                    + "body{font:15px system-ui,sans-serif;margin:1.5rem;max-width:70rem;overflow-wrap:anywhere}table{border-collapse:collapse;"
                    + "width:100%}td,th{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #ddd}"
                    + "pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f6f6f6;padding:1rem}iframe{width:100%;height:44rem;"
                    + "border:1px solid #ddd}@media(max-width:600px){th{display:none}tr,td{display:block}"
                    + "td{border:0;padding:0}tr{padding:.5rem 0;border-bottom:1px solid #ddd}}</style>";

    private final MailCatcher catcher;

    MailPages(MailCatcher catcher) {
        this.catcher = catcher;
    }

    Answer answer(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        String method = exchange.getRequestMethod();
        if (path.equals("/messages") && method.equals("DELETE")) {
            catcher.clear();
            return new Answer(204, Map.of(), new byte[0]);
        }
        if (!method.equals("GET")) {
            return Answer.text(405, "Only GET.");
        }
        if (path.equals("/")) {
            return Answer.html(list());
        }
        if (path.equals("/messages")) {
            return Answer.json(
                    200,
                    Map.of(
                            "items",
                            catcher.mails().stream().map(MailPages::summary).toList()));
        }
        Matcher matcher = MAIL.matcher(path);
        if (!matcher.matches()) {
            return Answer.text(404, "There is no such page.");
        }
        return catcher.mail(Long.parseLong(matcher.group(2)))
                .map(mail -> one(mail, matcher))
                .orElseGet(() -> Answer.text(404, "This mail does not exist or was deleted."));
    }

    private Answer one(CaughtMail mail, Matcher matcher) {
        String part = matcher.group(3);
        if (part == null) {
            return matcher.group(1).equals("mails") ? Answer.html(page(mail)) : Answer.json(200, summary(mail));
        }
        if (part.equals("/html")) {
            return new Answer(
                    200,
                    Map.of(
                            "Content-Type",
                            "text/html; charset=utf-8",
                            // Whatever a mail contains: no script, no form, nothing loaded.
                            "Content-Security-Policy",
                            "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src" + " data:"),
                    mail.html().getBytes(StandardCharsets.UTF_8));
        }
        if (part.equals("/raw")) {
            return download("mail-" + mail.id() + ".eml", mail.raw());
        }
        int number = Integer.parseInt(matcher.group(4));
        if (number >= mail.attachments().size()) {
            return Answer.text(404, "This mail has no such attachment.");
        }
        CaughtMail.Attachment attachment = mail.attachments().get(number);
        return download(attachment.name(), attachment.content());
    }

    private static Answer download(String name, byte[] content) {
        String safeName = name.replaceAll("[^A-Za-z0-9._-]", "_");
        return new Answer(
                200,
                Map.of(
                        "Content-Type",
                        "application/octet-stream",
                        "Content-Disposition",
                        "attachment; filename=\"" + safeName + "\""),
                content);
    }

    private static Map<String, Object> summary(CaughtMail mail) {
        List<Map<String, Object>> attachments = IntStream.range(
                        0, mail.attachments().size())
                .mapToObj(i -> Map.<String, Object>of(
                        "name",
                        mail.attachments().get(i).name(),
                        "contentType",
                        mail.attachments().get(i).contentType(),
                        "bytes",
                        mail.attachments().get(i).content().length,
                        "path",
                        "/messages/" + mail.id() + "/attachments/" + i))
                .toList();
        return Map.of(
                "id", mail.id(),
                "receivedAt", mail.receivedAt(),
                "recipients", mail.recipients(),
                "messageId", mail.messageId(),
                "from", mail.from(),
                "to", mail.to(),
                "subject", mail.subject(),
                "text", mail.text(),
                "html", mail.html(),
                "attachments", attachments);
    }

    private String list() {
        StringBuilder rows = new StringBuilder();
        for (CaughtMail mail : catcher.mails()) {
            rows.append("<tr><td>")
                    .append(mail.receivedAt().toString().substring(0, 19).replace('T', ' '))
                    .append("</td><td>")
                    .append(escape(String.join(", ", mail.recipients())))
                    .append("</td><td><a href=\"/mails/")
                    .append(mail.id())
                    .append("\">")
                    .append(escape(mail.subject().isBlank() ? "(no subject)" : mail.subject()))
                    .append("</a></td></tr>");
        }
        return "<!doctype html><html lang=\"en\"><title>Mails</title>" + STYLE + "<h1>Caught mails</h1>"
                + "<table><tr><th>Received (UTC)</th><th>To</th><th>Subject</th></tr>" + rows + "</table>"
                + (rows.isEmpty() ? "<p>None yet.</p>" : "");
    }

    private static String page(CaughtMail mail) {
        StringBuilder page = new StringBuilder("<!doctype html><html lang=\"en\"><title>")
                .append(escape(mail.subject()))
                .append("</title>")
                .append(STYLE)
                .append("<p><a href=\"/\">All mails</a></p><h1>")
                .append(escape(mail.subject()))
                .append("</h1><p>From ")
                .append(escape(mail.from()))
                .append(" to ")
                .append(escape(String.join(", ", mail.recipients())))
                .append(" · <a href=\"/mails/")
                .append(mail.id())
                .append("/raw\">as .eml</a></p>");
        for (int i = 0; i < mail.attachments().size(); i++) {
            page.append("<p>Attachment: <a href=\"/mails/")
                    .append(mail.id())
                    .append("/attachments/")
                    .append(i)
                    .append("\">")
                    .append(escape(mail.attachments().get(i).name()))
                    .append("</a></p>");
        }
        page.append("<h2>Text</h2><pre>").append(escape(mail.text())).append("</pre>");
        if (!mail.html().isBlank()) {
            page.append("<h2>HTML</h2><iframe sandbox=\"allow-popups\" src=\"/mails/")
                    .append(mail.id())
                    .append("/html\"></iframe>");
        }
        return page.toString();
    }
}
