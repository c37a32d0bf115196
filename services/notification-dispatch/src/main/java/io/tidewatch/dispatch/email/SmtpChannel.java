package io.tidewatch.dispatch.email;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.dispatch.delivery.DeliveryOutcome;
import io.tidewatch.dispatch.delivery.DeliveryOutcome.Delivered;
import io.tidewatch.dispatch.delivery.DeliveryOutcome.Rejected;
import io.tidewatch.dispatch.delivery.MessageChannel;
import io.tidewatch.dispatch.delivery.OutgoingMessage;
import io.tidewatch.dispatch.email.SmtpConfig.Security;
import io.tidewatch.dispatch.message.Channel;
import io.tidewatch.problem.TemporaryFailure;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import javax.net.SocketFactory;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jboss.logging.Logger;

/** Sends mails by SMTP, one connection per mail, on worker threads. */
@ApplicationScoped
public class SmtpChannel implements MessageChannel {

    private static final Logger LOG = Logger.getLogger(SmtpChannel.class);

    private final SmtpConfig config;
    private final Vertx vertx;
    private final Clock clock;
    private final InternetAddress from;

    public SmtpChannel(SmtpConfig config, Vertx vertx, Clock clock) {
        this.config = config;
        this.from = MailText.address(config.from(), config.fromName())
                .orElseThrow(() -> new IllegalArgumentException(
                        "tidewatch.dispatch.smtp.from: must be a mail address of ASCII characters."));
        this.vertx = vertx;
        this.clock = clock;
    }

    @Override
    public Channel channel() {
        return Channel.EMAIL;
    }

    @Override
    public Uni<DeliveryOutcome> send(OutgoingMessage message, BooleanSupplier claimHolds) {
        Optional<InternetAddress> to = MailText.address(message.recipient(), message.recipientName());
        if (to.isEmpty()) {
            return Uni.createFrom().item(new Rejected("The address of the recipient is not valid in a mail header."));
        }
        // Without TLS: the mail library puts it over such a socket itself. Made here, because time in the queue of the
        // worker
        // pool counts, too.
        SmtpSockets sockets = new SmtpSockets(SocketFactory.getDefault(), vertx, config.sendTimeout());
        return Uni.createFrom()
                .item(() -> sendInTime(sockets, message, to.get(), claimHolds))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onTermination()
                .invoke(sockets::close);
    }

    private DeliveryOutcome sendInTime(
            SmtpSockets sockets, OutgoingMessage message, InternetAddress to, BooleanSupplier claimHolds) {
        try {
            return sendOver(sockets, message, to, claimHolds);
        } catch (MessagingException e) {
            if (TemporaryFailure.isIn(e)) {
                // What the server answers stays with the message: it may name the recipient.
                LOG.warnf("The mail server cannot be reached: %s", e);
            }
            return SmtpAnswer.of(e);
        }
    }

    private DeliveryOutcome sendOver(
            SmtpSockets sockets, OutgoingMessage message, InternetAddress to, BooleanSupplier claimHolds)
            throws MessagingException {
        Session session = Session.getInstance(properties(sockets));
        MimeMessage mail = mail(message, to, session);
        SMTPTransport transport = new SMTPTransport(session, null) {
            // Until its last line is sent, a mail that is cut off does not exist.
            @Override
            protected void finishData() throws IOException, MessagingException {
                if (!claimHolds.getAsBoolean()) {
                    throw new IOException("the claim of the message expired");
                }
                sockets.awaitConfirmation(config.confirmationTimeout());
                super.finishData();
            }
        };
        try {
            transport.connect(
                    config.host(),
                    config.port(),
                    config.username().orElse(null),
                    config.password().orElse(null));
            transport.sendMessage(mail, mail.getAllRecipients());
            return new Delivered("The mail server answered: "
                    + String.valueOf(transport.getLastServerResponse()).strip());
        } finally {
            closed(transport);
        }
    }

    private static void closed(SMTPTransport transport) {
        try {
            transport.close();
        } catch (MessagingException e) {
            // Whether QUIT succeeds says nothing about the mail.
            LOG.debugf("Closing the connection to the mail server: %s", e.getMessage());
        }
    }

    private Properties properties(SmtpSockets sockets) {
        Properties properties = new Properties();
        properties.put("mail.smtp.connectiontimeout", millis(config.connectTimeout()));
        properties.put("mail.smtp.timeout", millis(config.readTimeout()));
        properties.put("mail.smtp.writetimeout", millis(config.readTimeout()));
        properties.put("mail.smtp.quitwait", "false");
        properties.put("mail.smtp.auth", Boolean.toString(config.username().isPresent()));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        boolean tls = config.security() == Security.TLS;
        properties.put(tls ? "mail.smtp.ssl.socketFactory" : "mail.smtp.socketFactory", sockets);
        properties.put("mail.smtp.ssl.enable", Boolean.toString(tls));
        properties.put("mail.smtp.socketFactory.fallback", "false");
        boolean startTls = config.security() == Security.STARTTLS;
        properties.put("mail.smtp.starttls.enable", Boolean.toString(startTls));
        properties.put("mail.smtp.starttls.required", Boolean.toString(startTls));
        return properties;
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }

    private MimeMessage mail(OutgoingMessage message, InternetAddress to, Session session) throws MessagingException {
        MimeMessage mail = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", message.messageId());
            }
        };
        mail.setFrom(from);
        mail.setRecipient(RecipientType.TO, to);
        mail.setSubject(message.content().subject(), "UTF-8");
        mail.setSentDate(Date.from(clock.instant()));
        // Asks mail programs not to send holiday replies.
        mail.setHeader("Auto-Submitted", "auto-generated");
        MimeMultipart texts = MailText.alternatives(
                message.content().text(), message.content().html());
        mail.setContent(
                message.content().draft() == null
                        ? texts
                        : MailText.withDraft(texts, message.content().draft(), session));
        mail.saveChanges();
        return mail;
    }
}
