package io.tidewatch.system;

import io.tidewatch.suite.SuitePort;
import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.postgres.TidewatchDatabase;
import io.tidewatch.testsuite.SmtpGate;
import io.tidewatch.testsuite.StallingWire;
import java.util.LinkedHashMap;
import java.util.Map;

/** The proxies between the services and their peers, with which tests hold answers back. */
final class Wires {

    private final Map<String, StallingWire> wires = new LinkedHashMap<>();
    private SmtpGate smtp;

    /**
     * Starts the proxies; the settings returned lead through them.
     *
     * @param database where statements go to: the port of PostgreSQL, or of a pooler in front of it
     */
    SuiteSettings into(SuiteSettings suite, int database) {
        SuiteSettings settings = suite;
        for (String service : SuiteSettings.SERVICES) {
            int port = wire(service, "postgresql", database);
            settings = settings.with(
                    service,
                    "quarkus.datasource.reactive.url",
                    "postgresql://127.0.0.1:" + port + "/" + TidewatchDatabase.NAME);
        }
        settings = peer(settings, "rules-engine", "account-ingestion");
        settings = peer(settings, "rules-engine", "notification-dispatch");
        settings = peer(settings, "notification-dispatch", "rules-engine");
        int crm = wire("notification-dispatch", "crm", suite.port(SuitePort.CRM));
        settings = settings.with(
                "notification-dispatch", "tidewatch.dispatch.crm.url", "http://localhost:" + crm + "/hooks/crm");
        smtp = new SmtpGate(suite.port(SuitePort.SMTP));
        return settings.with("notification-dispatch", "tidewatch.dispatch.smtp.port", Integer.toString(smtp.port()));
    }

    /** The proxy from a service to another service, to "postgresql" or to "crm". */
    StallingWire between(String service, String other) {
        return wires.get(service + " " + other);
    }

    SmtpGate smtp() {
        return smtp;
    }

    private SuiteSettings peer(SuiteSettings settings, String service, String other) {
        int port = wire(service, other, settings.port(SuitePort.of(other)));
        return settings.with(service, "tidewatch.peers." + other + ".url", "http://localhost:" + port);
    }

    private int wire(String service, String other, int port) {
        StallingWire wire = new StallingWire(port);
        wires.put(service + " " + other, wire);
        return wire.port();
    }
}
