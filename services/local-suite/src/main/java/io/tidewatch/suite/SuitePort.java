package io.tidewatch.suite;

import java.util.Locale;
import java.util.Map;

/** A port of loopback that the suite listens on, and the setting that moves it. */
public enum SuitePort {
    POSTGRESQL(15432, "PostgreSQL"),
    KEYCLOAK(8180, "Keycloak"),
    ACCOUNT_INGESTION(8081, "account-ingestion"),
    RULES_ENGINE(8082, "rules-engine"),
    NOTIFICATION_DISPATCH(8083, "notification-dispatch"),
    REPORTING(8084, "reporting"),
    ACCOUNT_INGESTION_MANAGEMENT(9081, "the health page of account-ingestion"),
    RULES_ENGINE_MANAGEMENT(9082, "the health page of rules-engine"),
    NOTIFICATION_DISPATCH_MANAGEMENT(9083, "the health page of notification-dispatch"),
    REPORTING_MANAGEMENT(9084, "the health page of reporting"),
    SMTP(1025, "the mail catcher's SMTP"),
    MAIL_PAGE(8025, "the mail catcher's page"),
    CRM(8026, "the CRM catcher");

    /** The setting that moves all ports by the same number, so that a second suite can run beside the first. */
    static final String OFFSET = "PORT_OFFSET";

    private final int usual;
    private final String user;

    SuitePort(int usual, String user) {
        this.usual = usual;
        this.user = user;
    }

    /** The name of the setting, an environment variable or a variable given to make. */
    public String setting() {
        return "PORT_" + name();
    }

    /** What listens on it, for messages. */
    public String user() {
        return user;
    }

    /** The port of a service's API. */
    public static SuitePort of(String service) {
        return valueOf(service.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** The port of a service's health and metrics. */
    public static SuitePort managementOf(String service) {
        return valueOf(of(service).name() + "_MANAGEMENT");
    }

    /** The usual number. */
    int usual() {
        return usual;
    }

    /**
     * The number that the settings give it: its own setting wins over the offset of all ports.
     *
     * @throws IllegalArgumentException naming the setting that does not give a port
     */
    int in(Map<String, String> settings) {
        String own = settings.getOrDefault(setting(), "");
        int port = own.isBlank() ? usual + number(settings, OFFSET, "0") : number(settings, setting(), own);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException((own.isBlank() ? OFFSET : setting()) + " would put " + user + " on port "
                    + port + "; a port is a number from 1 to 65535.");
        }
        return port;
    }

    private static int number(Map<String, String> settings, String setting, String otherwise) {
        String text = settings.getOrDefault(setting, "");
        try {
            return Integer.parseInt(text.isBlank() ? otherwise : text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(setting + " must be a whole number, not \"" + text + "\".");
        }
    }
}
