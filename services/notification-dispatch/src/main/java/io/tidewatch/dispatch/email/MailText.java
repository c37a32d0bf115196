package io.tidewatch.dispatch.email;

import jakarta.activation.DataHandler;
import jakarta.mail.BodyPart;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.UnsupportedEncodingException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/** Builds mails of text and HTML, the ones we send and the drafts that are attached to them. */
public final class MailText {

    /** The name of the attached draft. */
    public static final String DRAFT_FILE = "draft-to-sponsor.eml";

    private static final Pattern BREAKS = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\s]+");
    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    private MailText() {}

    /**
     * A mail that its owner opens, changes and sends: the text of an .eml file. {@code X-Unsent} makes mail programs
     * open it as a draft.
     *
     * @param from    the owner; empty where their address cannot stand in a header
     * @param to      the customer's contact; empty where no usable address is known
     * @param subject one line
     * @param text    plain
     * @param html    the same in HTML; null where there is none
     */
    public static String draft(
            Optional<InternetAddress> from, Optional<InternetAddress> to, String subject, String text, String html) {
        try {
            MimeMessage draft = new MimeMessage(Session.getInstance(new Properties())) {
                @Override
                protected void updateMessageID() {
                    // The mail program adds one when the draft is sent.
                }
            };
            draft.setHeader("X-Unsent", "1");
            if (from.isPresent()) {
                draft.setFrom(from.get());
            }
            if (to.isPresent()) {
                draft.setRecipient(RecipientType.TO, to.get());
            } else {
                draft.setHeader("To", "");
            }
            draft.setSubject(subject, UTF_8);
            draft.setContent(alternatives(text, html));
            draft.saveChanges();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            draft.writeTo(bytes);
            return bytes.toString(StandardCharsets.UTF_8);
        } catch (MessagingException e) {
            throw new IllegalStateException("a draft of texts can be written", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A text that is safe in a header: line breaks and other control characters, which would end the header or begin
     * another one, become blanks.
     */
    public static String oneLine(String text) {
        return BREAKS.matcher(text).replaceAll(" ").strip();
    }

    /**
     * An address as it can stand in a header of any mail: one line of ASCII, with an encoded name. A domain with other
     * letters is written in its ASCII form ({@code xn--…}).
     *
     * @param email the address
     * @param name  the person's name
     * @return empty where the text is not a valid address, or has no ASCII form that means the same: letters beyond ASCII
     *     before the @, or a domain that would become another one ({@code straße.example})
     */
    public static Optional<InternetAddress> address(String email, String name) {
        int domainAt = email.lastIndexOf('@') + 1;
        try {
            String domain = email.substring(domainAt);
            String ascii = IDN.toASCII(domain);
            // The library encodes what is not ASCII in a name, but writes CR and LF as they are.
            InternetAddress address = new InternetAddress(email.substring(0, domainAt) + ascii, oneLine(name), UTF_8);
            address.validate();
            boolean same = ascii.equals(domain) || IDN.toUnicode(ascii).equalsIgnoreCase(domain);
            return same && StandardCharsets.US_ASCII.newEncoder().canEncode(address.getAddress())
                    ? Optional.of(address)
                    : Optional.empty();
        } catch (AddressException | IllegalArgumentException e) {
            return Optional.empty();
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("every Java runtime has UTF-8", e);
        }
    }

    /** Text, and HTML where there is some, as the reader prefers. */
    static MimeMultipart alternatives(String text, String html) throws MessagingException {
        MimeMultipart alternatives = new MimeMultipart("alternative");
        MimeBodyPart plain = new MimeBodyPart();
        plain.setText(text, UTF_8);
        alternatives.addBodyPart(plain);
        if (html != null) {
            MimeBodyPart coloured = new MimeBodyPart();
            coloured.setText(html, UTF_8, "html");
            alternatives.addBodyPart(coloured);
        }
        return alternatives;
    }

    /** The mail's texts and the draft beside them. */
    static MimeMultipart withDraft(MimeMultipart texts, String draft, Session session) throws MessagingException {
        MimeMultipart mixed = new MimeMultipart("mixed");
        MimeBodyPart body = new MimeBodyPart();
        body.setContent(texts);
        mixed.addBodyPart(body);
        BodyPart attached = new MimeBodyPart();
        MimeMessage inner = new MimeMessage(session, new ByteArrayInputStream(draft.getBytes(StandardCharsets.UTF_8)));
        attached.setDataHandler(new DataHandler(inner, "message/rfc822"));
        attached.setFileName(DRAFT_FILE);
        attached.setDisposition(Part.ATTACHMENT);
        mixed.addBodyPart(attached);
        return mixed;
    }
}
