package io.tidewatch.suite.mail;

import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.tidewatch.suite.web.LocalPages;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes every mail that is sent to it over real SMTP, delivers none, and shows them on a page. */
public final class MailCatcher implements AutoCloseable {

    /** How many mails are kept; the oldest make room. */
    public static final int KEPT = 1000;

    private static final String SINK = "sink@localhost";

    private final Clock clock;
    private final GreenMail smtp;
    private final LocalPages pages;
    private final List<CaughtMail> mails = new ArrayList<>();
    private long count;
    private MovingMessage last;

    private MailCatcher(Clock clock, int smtpPort, int pagePort) {
        this.clock = clock;
        this.smtp = new GreenMail(new ServerSetup(smtpPort, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        this.pages = LocalPages.start(pagePort, new MailPages(this)::answer);
    }

    /**
     * Starts to listen.
     *
     * @param smtpPort for mails
     * @param pagePort for the page; 0 for a free one
     */
    public static MailCatcher start(int smtpPort, int pagePort, Clock clock) {
        MailCatcher catcher = new MailCatcher(clock, smtpPort, pagePort);
        try {
            catcher.smtp.start();
            GreenMailUser sink = catcher.smtp.getUserManager().createUser(SINK, SINK, SINK);
            catcher.smtp.getUserManager().setMessageDeliveryHandler((message, address) -> {
                catcher.caught(message, address);
                return sink;
            });
            return catcher;
        } catch (UserException e) {
            catcher.close();
            throw new IllegalStateException("The mail catcher cannot create its mailbox", e);
        }
    }

    /** The port of the page. */
    public int pagePort() {
        return pages.port();
    }

    /** The mails that are kept, the newest first. */
    public synchronized List<CaughtMail> mails() {
        return List.copyOf(mails.reversed());
    }

    /** One mail; empty when there is none of that number, or none any more. */
    public synchronized Optional<CaughtMail> mail(long id) {
        return mails.stream().filter(mail -> mail.id() == id).findFirst();
    }

    /** Forgets all mails. */
    public synchronized void clear() {
        mails.clear();
        last = null;
    }

    @Override
    public void close() {
        smtp.stop();
        pages.close();
    }

    /** SMTP hands a mail over once per recipient. */
    private synchronized void caught(MovingMessage message, MailAddress address) throws MessagingException {
        if (message == last && !mails.isEmpty()) {
            mails.add(mails.removeLast().alsoFor(address.getEmail()));
            return;
        }
        last = message;
        MimeMessage mime = message.getMessage();
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        try {
            mime.writeTo(raw);
            // The copy in the mailbox is not needed, and mailboxes are not bounded.
            smtp.purgeEmailFromAllMailboxes();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read a mail", e);
        } catch (FolderException e) {
            throw new MessagingException("Cannot empty the mailbox", e);
        }
        mails.add(CaughtMail.read(++count, clock.instant(), List.of(address.getEmail()), mime, raw.toByteArray()));
        if (mails.size() > KEPT) {
            mails.removeFirst();
        }
    }
}
