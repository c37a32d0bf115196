package io.tidewatch.suite;

import java.util.Arrays;
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

    /**
     * The number that the settings give it, or else its usual one.
     *
     * @throws IllegalArgumentException naming the setting when it is no port number
     */
    int in(Map<String, String> settings) {
        String text = settings.getOrDefault(setting(), "");
        if (text.isBlank()) {
            return usual;
        }
        try {
            int port = Integer.parseInt(text.strip());
            if (port > 0 && port < 65536) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                setting() + "=" + text + " is no port number (1 to 65535); it moves " + user + ".");
    }

    /** All of them, in the order in which they are checked. */
    static Iterable<SuitePort> all() {
        return Arrays.asList(values());
    }
}
