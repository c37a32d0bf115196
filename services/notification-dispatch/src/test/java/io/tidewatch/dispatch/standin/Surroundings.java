package io.tidewatch.dispatch.standin;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.tidewatch.dispatch.standin.TlsFront.Certificate;
import io.tidewatch.testsuite.SmtpGate;
import io.tidewatch.testsuite.TestTokens;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** All that notification-dispatch talks to, in this process: a feed, a directory, a real mail server, a CRM. */
public final class Surroundings implements QuarkusTestResourceLifecycleManager {

    /** The sender. */
    public static final String FROM = "tidewatch@example.net";
    /** Gets what nobody else can get. */
    public static final String FALLBACK = "operations@example.net";
    /** Bound of messages; above what any other test sends about one account. */
    public static final int MOST_PER_ACCOUNT_AND_HOUR = 25;
    /** The secret of the CRM. */
    public static final String CRM_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /** An issuer whose authority is not trusted at first. */
    public static final String PRIVATE_ISSUER = "private-issuer";
    /** An issuer whose certificate expired. */
    public static final String EXPIRED_ISSUER = "expired-issuer";

    private static RulesEngineStandIn engine;
    private static AccountIngestionStandIn ingestion;
    private static KeycloakStandIn keycloak;
    private static GreenMail mail;
    private static SmtpGate gate;
    private static CrmStandIn crm;
    private static TlsFront privateIssuer;
    private static TlsFront expiredIssuer;

    @Override
    public Map<String, String> start() {
        engine = new RulesEngineStandIn();
        ingestion = new AccountIngestionStandIn();
        keycloak = new KeycloakStandIn();
        mail = new GreenMail(ServerSetup.SMTP.dynamicPort());
        mail.start();
        gate = new SmtpGate(mail.getSmtp().getPort());
        crm = new CrmStandIn();
        int issuer = URI.create(TestTokens.settings().get("quarkus.oidc.auth-server-url"))
                .getPort();
        privateIssuer = TlsFront.of(Certificate.VALID, issuer);
        expiredIssuer = TlsFront.of(Certificate.EXPIRED, issuer);
        keycloak.usual();
        beforeTheFirstStart();
        Map<String, String> settings = new HashMap<>();
        settings.put("tidewatch.peers.rules-engine.url", engine.url());
        settings.put("tidewatch.peers.account-ingestion.url", ingestion.url());
        settings.put("tidewatch.clock.adjustable", "true");
        settings.put("tidewatch.dispatch.fallback-address", FALLBACK);
        settings.put("tidewatch.dispatch.roles.support", "helpdesk");
        settings.put("tidewatch.dispatch.roles.cs-leadership", "leaders");
        settings.put("tidewatch.dispatch.public-url", "https://dispatch.example.net");
        settings.put("tidewatch.dispatch.directory.realm-url", keycloak.url());
        settings.put("tidewatch.dispatch.smtp.host", "127.0.0.1");
        settings.put("tidewatch.dispatch.smtp.port", Integer.toString(gate.port()));
        settings.put("tidewatch.dispatch.smtp.security", "NONE");
        settings.put("tidewatch.dispatch.smtp.from", FROM);
        settings.put("tidewatch.dispatch.most-per-account-and-hour", Integer.toString(MOST_PER_ACCOUNT_AND_HOUR));
        settings.put("tidewatch.dispatch.smtp.read-timeout", "PT1.5S");
        settings.put("tidewatch.dispatch.smtp.send-timeout", "PT2S");
        settings.put("tidewatch.dispatch.crm.url", crm.url());
        settings.put("tidewatch.dispatch.crm.secret", CRM_SECRET);
        // Quarkus asks such an issuer about requests whose path ends with its name.
        settings.put("quarkus.oidc." + PRIVATE_ISSUER + ".auth-server-url", realm(privateIssuer));
        settings.put("quarkus.oidc." + EXPIRED_ISSUER + ".auth-server-url", realm(expiredIssuer));
        settings.put("tidewatch.dispatch.delivery.poll-interval", "PT0.03S");
        settings.put("tidewatch.dispatch.delivery.first-pause", "PT0.05S");
        settings.put("tidewatch.dispatch.delivery.longest-pause", "PT0.2S");
        settings.put("tidewatch.dispatch.delivery.claim", "PT8S");
        return settings;
    }

    @Override
    public void stop() {
        privateIssuer.close();
        expiredIssuer.close();
        gate.close();
        mail.stop();
        crm.close();
        keycloak.close();
        ingestion.close();
        engine.close();
    }

    /** What the rules engine holds when the service first asks: something of the past, and something newer than its start. */
    private static void beforeTheFirstStart() {
        engine.holdInSnapshot(Actions.of("NOTICE", "first-start", "SALES")
                .at(Instant.now().minusSeconds(3600))
                .message("first-start-past", "x", "<p>x</p>")
                .json());
        engine.holdInSnapshot(Actions.of("NOTICE", "first-start", "SALES")
                .at(Instant.now().plusSeconds(3600))
                .message("first-start-new", "x", "<p>x</p>")
                .json());
    }

    private static String realm(TlsFront issuer) {
        return "https://localhost:" + issuer.port() + "/realms/tidewatch";
    }

    public static TlsFront expiredIssuer() {
        return expiredIssuer;
    }

    public static RulesEngineStandIn engine() {
        return engine;
    }

    public static AccountIngestionStandIn ingestion() {
        return ingestion;
    }

    public static KeycloakStandIn keycloak() {
        return keycloak;
    }

    public static GreenMail mail() {
        return mail;
    }

    public static SmtpGate gate() {
        return gate;
    }

    public static CrmStandIn crm() {
        return crm;
    }
}
