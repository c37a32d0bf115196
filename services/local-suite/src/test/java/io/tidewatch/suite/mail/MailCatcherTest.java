package io.tidewatch.suite.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.suite.FreePort;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MailCatcherTest {

    private int smtpPort;
    private MailCatcher catcher;

    @BeforeEach
    void start() {
        smtpPort = FreePort.find();
        catcher = MailCatcher.start(smtpPort, 0, Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        catcher.close();
    }

    @Test
    void aMailSentOverSmtpIsShownWithItsTextHtmlAndAttachment() throws Exception {
        send("A draft for you", "<b>Dear</b> sponsor<script>alert(1)</script>", "nadia@example.com");

        JsonNode mail = new ObjectMapper().readTree(get("/messages").body()).at("/items/0");

        assertThat(mail.at("/subject").asText()).isEqualTo("A draft for you");
        assertThat(mail.at("/recipients/0").asText()).isEqualTo("nadia@example.com");
        assertThat(mail.at("/text").asText()).startsWith("Dear sponsor");
        assertThat(mail.at("/html").asText()).contains("<b>Dear</b>");
        assertThat(mail.at("/messageId").asText()).isEqualTo("<one@example.com>");
        assertThat(mail.at("/attachments/0/name").asText()).isEqualTo("draft.eml");
        HttpResponse<String> attachment = get(mail.at("/attachments/0/path").asText());
        assertThat(attachment.body()).contains("Subject: Fifteen minutes");
        assertThat(attachment.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"draft.eml\"");
    }

    @Test
    void oneMailToTwoPeopleIsOneMail() throws Exception {
        send("To both", "<p>x</p>", "nadia@example.com", "leah@example.com");

        assertThat(catcher.mails()).singleElement().satisfies(mail -> assertThat(mail.recipients())
                .containsExactly("nadia@example.com", "leah@example.com"));
    }

    @Test
    void whatAMailContainsCannotActOnThePage() throws Exception {
        send("<script>alert('subject')</script>", "<script>alert('body')</script>", "nadia@example.com");

        assertThat(get("/").body()).contains("&lt;script&gt;").doesNotContain("<script>");
        assertThat(get("/mails/1").body())
                .doesNotContain("<script>")
                .contains("<iframe sandbox=\"allow-popups\" src=\"/mails/1/html\">");
        assertThat(get("/mails/1/html").headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(
                        policy -> assertThat(policy).contains("sandbox").contains("default-src 'none'"));
    }

    @Test
    void theOldestMailsMakeRoom() throws Exception {
        Session session = session();
        try (Transport transport = session.getTransport("smtp")) {
            transport.connect();
            for (int i = 0; i < MailCatcher.KEPT + 3; i++) {
                MimeMessage message = new MimeMessage(session);
                message.setSubject("Number " + i);
                message.setText("x");
                transport.sendMessage(message, InternetAddress.parse("nadia@example.com"));
            }
        }

        assertThat(catcher.mails()).hasSize(MailCatcher.KEPT);
        assertThat(catcher.mails().getFirst().subject()).isEqualTo("Number " + (MailCatcher.KEPT + 2));
    }

    @Test
    void allMailsCanBeForgotten() throws Exception {
        send("Gone soon", "<p>x</p>", "nadia@example.com");

        call(HttpRequest.newBuilder(uri("/messages")).DELETE());

        assertThat(get("/messages").body()).isEqualTo("{\"items\":[]}");
    }

    private void send(String subject, String html, String... recipients) throws MessagingException {
        MimeMessage draft = new MimeMessage(session());
        draft.setSubject("Fifteen minutes");
        draft.setText("Hello");
        MimeBodyPart text = new MimeBodyPart();
        text.setText("Dear sponsor");
        MimeBodyPart rich = new MimeBodyPart();
        rich.setContent(html, "text/html; charset=utf-8");
        MimeBodyPart attachment = new MimeBodyPart();
        attachment.setContent(draft, "message/rfc822");
        attachment.setFileName("draft.eml");
        MimeBodyPart both = new MimeBodyPart();
        both.setContent(new MimeMultipart("alternative", text, rich));
        MimeMessage message = new MimeMessage(session()) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", "<one@example.com>");
            }
        };
        message.setFrom("tidewatch@example.com");
        message.setSubject(subject);
        message.setRecipients(Message.RecipientType.TO, InternetAddress.parse(String.join(",", recipients)));
        message.setContent(new MimeMultipart("mixed", both, attachment));
        Transport.send(message);
    }

    private Session session() {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", "127.0.0.1");
        properties.put("mail.smtp.port", Integer.toString(smtpPort));
        return Session.getInstance(properties);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return call(HttpRequest.newBuilder(uri(path)));
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + catcher.pagePort() + path);
    }

    private static HttpResponse<String> call(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
