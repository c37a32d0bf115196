package io.tidewatch.suite.service;

import io.tidewatch.suite.SuitePort;
import io.tidewatch.suite.SuiteSecrets;
import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.keycloak.ExampleRealm;
import io.tidewatch.suite.postgres.ServiceSchema;
import io.tidewatch.suite.postgres.TidewatchDatabase;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The settings of each service. */
public final class ServiceSettings {

    private final SuiteSettings suite;
    private final SuiteSecrets secrets;

    /** The settings of the services of a suite. */
    public ServiceSettings(SuiteSettings suite, SuiteSecrets secrets) {
        this.suite = suite;
        this.secrets = secrets;
    }

    /**
     * The settings of one replica.
     *
     * @param instanceId unique
     * @param port of its API
     * @param managementPort of its health and metrics
     * @return by property name
     */
    public Map<String, String> of(String service, String instanceId, int port, int managementPort) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("quarkus.http.host", "127.0.0.1");
        settings.put("quarkus.http.port", Integer.toString(port));
        settings.put("quarkus.management.host", "127.0.0.1");
        settings.put("quarkus.management.port", Integer.toString(managementPort));
        addDatabase(settings, ServiceSchema.of(service).schemaName());
        settings.put("quarkus.oidc.auth-server-url", suite.realmUrl());
        settings.put("tidewatch.access.client-secret", ExampleRealm.secretOf(service));
        settings.put("tidewatch.local", "true");
        settings.put("tidewatch.clock.adjustable", "true");
        settings.put("tidewatch.instance-id", instanceId);
        for (String peer : SuiteSettings.SERVICES) {
            settings.put("tidewatch.peers." + peer + ".url", suite.urlOf(peer));
        }
        switch (service) {
            case "rules-engine" -> addRules(settings);
            case "notification-dispatch" -> addDispatch(settings);
            case "reporting" -> addReporting(settings);
            default -> {
                // account-ingestion calls no other service.
            }
        }
        if (suite.rehearsal()) {
            new ProductionSettings(suite, secrets).into(settings, service);
        }
        settings.putAll(suite.serviceSettings().getOrDefault(service, Map.of()));
        return settings;
    }

    /** The settings as environment variables, which, unlike arguments, other users do not see. */
    public static Map<String, String> asEnvironment(Map<String, String> settings) {
        Map<String, String> environment = new TreeMap<>();
        settings.forEach((name, value) ->
                environment.put(name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT), value));
        return environment;
    }

    private void addDatabase(Map<String, String> settings, String schema) {
        String address = "postgresql://127.0.0.1:" + suite.port(SuitePort.POSTGRESQL) + "/" + TidewatchDatabase.NAME;
        settings.put("quarkus.datasource.jdbc.url", "jdbc:" + address);
        settings.put("quarkus.datasource.reactive.url", address);
        settings.put("quarkus.datasource.username", schema);
        settings.put("quarkus.datasource.password", schema);
    }

    private void addRules(Map<String, String> settings) {
        settings.put("tidewatch.rules.folder", suite.checkout().rules().toString());
        // The example customers arrive while somebody waits for what they show.
        settings.put("tidewatch.portfolio.every", "PT20S");
    }

    private void addDispatch(Map<String, String> settings) {
        settings.put("tidewatch.dispatch.smtp.host", "127.0.0.1");
        settings.put("tidewatch.dispatch.smtp.port", Integer.toString(suite.port(SuitePort.SMTP)));
        settings.put("tidewatch.dispatch.smtp.security", "NONE");
        settings.put("tidewatch.dispatch.smtp.from", "tidewatch@example.com");
        settings.put("tidewatch.dispatch.public-url", suite.urlOf("notification-dispatch"));
        settings.put("tidewatch.dispatch.console-url", suite.urlOf("reporting"));
        settings.put("tidewatch.dispatch.fallback-address", "leah@example.com");
        settings.put("tidewatch.dispatch.crm.url", "http://localhost:" + suite.port(SuitePort.CRM) + "/hooks/crm");
        settings.put("tidewatch.dispatch.crm.secret", "whsec_" + secrets.get("crm-webhook"));
        settings.put("tidewatch.dispatch.link.key", secrets.get("acknowledgement-links"));
    }

    private void addReporting(Map<String, String> settings) {
        settings.put("tidewatch.console.client-secret", ExampleRealm.secretOf("tidewatch-console"));
        settings.put("tidewatch.console.session-secret", secrets.get("console-sessions"));
    }
}
