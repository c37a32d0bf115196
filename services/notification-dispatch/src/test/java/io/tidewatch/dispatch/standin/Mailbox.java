package io.tidewatch.dispatch.standin;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The mails that arrived, by what stands in their subject. */
public final class Mailbox {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    private Mailbox() {}

    /** All mails whose subject has the words, in order of arrival. */
    public static List<MimeMessage> with(String words) {
        return Stream.of(Surroundings.mail().getReceivedMessages())
                .filter(mail -> subject(mail).contains(words))
                .toList();
    }

    /** Waits for at least so many. */
    public static List<MimeMessage> await(String words, int count) {
        Awaitility.await("mails about " + words)
                .atMost(LIMIT)
                .until(() -> with(words).size() >= count);
        return with(words);
    }

    /** The address it was sent to. */
    public static String to(MimeMessage mail) {
        try {
            return mail.getAllRecipients()[0].toString().replaceAll(".*<(.*)>.*", "$1");
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The Message-ID header. */
    public static String id(MimeMessage mail) {
        try {
            return mail.getHeader("Message-ID")[0];
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All addresses that ever got a mail. */
    public static List<String> recipients() {
        return Stream.of(Surroundings.mail().getReceivedMessages())
                .flatMap(mail -> {
                    try {
                        return Arrays.stream(mail.getAllRecipients());
                    } catch (MessagingException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .map(Object::toString)
                .toList();
    }

    /** The first part of that type; null when there is none. */
    public static String part(Part part, String type) {
        try {
            if (part.isMimeType(type)) {
                return part.getContent().toString();
            }
            if (part.isMimeType("multipart/*")) {
                Multipart parts = (Multipart) part.getContent();
                for (int i = 0; i < parts.getCount(); i++) {
                    String found = part(parts.getBodyPart(i), type);
                    if (found != null) {
                        return found;
                    }
                }
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The attached draft. */
    public static MimeMessage draft(MimeMessage mail) throws MessagingException, IOException {
        Multipart parts = (Multipart) mail.getContent();
        for (int i = 0; i < parts.getCount(); i++) {
            BodyPart part = parts.getBodyPart(i);
            if (part.isMimeType("message/rfc822") && part.getFileName().endsWith(".eml")) {
                return (MimeMessage) part.getContent();
            }
        }
        throw new AssertionError("no draft is attached");
    }

    private static String subject(MimeMessage mail) {
        try {
            return "" + mail.getSubject();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }
}
