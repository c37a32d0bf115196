package io.tidewatch.suite.mail;

import jakarta.mail.Address;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A mail as it came in over SMTP.
 *
 * @param id counts the mails, from 1
 * @param receivedAt real time
 * @param recipients the addresses of the envelope
 * @param messageId the header that is equal when a mail is repeated
 * @param from the sender
 * @param to the header To
 * @param subject the subject
 * @param text the plain text, or empty
 * @param html the HTML, or empty
 * @param attachments the files
 * @param raw the mail as it was sent
 */
public record CaughtMail(
        long id,
        Instant receivedAt,
        List<String> recipients,
        String messageId,
        String from,
        String to,
        String subject,
        String text,
        String html,
        List<Attachment> attachments,
        byte[] raw) {

    /**
     * A file in a mail.
     *
     * @param name the file name
     * @param contentType as the mail says
     * @param content the bytes
     */
    public record Attachment(String name, String contentType, byte[] content) {}

    /** Reads a mail; parts that cannot be read stay empty; the raw mail is kept anyway. */
    static CaughtMail read(long id, Instant receivedAt, List<String> recipients, MimeMessage message, byte[] raw) {
        Parts parts = new Parts();
        String subject = "";
        String from = "";
        String to = "";
        String messageId = "";
        try {
            subject = orEmpty(message.getSubject());
            from = join(message.getFrom());
            to = join(message.getRecipients(MimeMessage.RecipientType.TO));
            messageId = orEmpty(message.getMessageID());
            parts.collect(message);
        } catch (MessagingException | IOException e) {
            parts.text
                    .append("(This mail cannot be read: ")
                    .append(e.getMessage())
                    .append(')');
        }
        return new CaughtMail(
                id,
                receivedAt,
                List.copyOf(recipients),
                messageId,
                from,
                to,
                subject,
                parts.text.toString(),
                parts.html.toString(),
                List.copyOf(parts.attachments),
                raw);
    }

    /** The same mail for one more recipient of its envelope. */
    CaughtMail alsoFor(String recipient) {
        List<String> all = new ArrayList<>(recipients);
        all.add(recipient);
        return new CaughtMail(
                id, receivedAt, List.copyOf(all), messageId, from, to, subject, text, html, attachments, raw);
    }

    private static String join(Address[] addresses) {
        return addresses == null
                ? ""
                : String.join(
                        ", ", Arrays.stream(addresses).map(Address::toString).toList());
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    /** What a mail consists of, gathered from its tree of parts. */
    private static final class Parts {

        private final StringBuilder text = new StringBuilder();
        private final StringBuilder html = new StringBuilder();
        private final List<Attachment> attachments = new ArrayList<>();

        private void collect(Part part) throws MessagingException, IOException {
            boolean file = Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition()) || part.getFileName() != null;
            if (!file && part.isMimeType("multipart/*")) {
                Multipart children = (Multipart) part.getContent();
                for (int i = 0; i < children.getCount(); i++) {
                    BodyPart child = children.getBodyPart(i);
                    collect(child);
                }
            } else if (!file && part.isMimeType("text/html")) {
                html.append(part.getContent());
            } else if (!file && part.isMimeType("text/*")) {
                text.append(part.getContent());
            } else {
                attachments.add(new Attachment(
                        part.getFileName() == null ? "attachment" : part.getFileName(),
                        part.getContentType(),
                        bytesOf(part)));
            }
        }

        private static byte[] bytesOf(Part part) throws MessagingException, IOException {
            // The content of a mail within a mail is a mail, its bytes are what one wants to save.
            if (part.getContent() instanceof MimeMessage inner) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                inner.writeTo(bytes);
                return bytes.toByteArray();
            }
            return part.getInputStream().readAllBytes();
        }
    }
}
