package io.tidewatch.suite.service;

import io.tidewatch.suite.SuitePort;
import io.tidewatch.suite.SuiteSecrets;
import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.keycloak.ExampleRealm;
import io.tidewatch.suite.postgres.ServiceSchema;
import io.tidewatch.suite.postgres.TidewatchDatabase;
import java.util.Map;

/**
 * What a rehearsal changes in the settings of a service: they are those that the chart sets with a private CA ({@code trustBundle}),
 * {@code database.tls: verify-full} and {@code database.pooler: transaction}, and nothing is left that a service refuses in production.
 */
final class ProductionSettings {

    private final SuiteSettings suite;
    private final SuiteSecrets secrets;

    ProductionSettings(SuiteSettings suite, SuiteSecrets secrets) {
        this.suite = suite;
        this.secrets = secrets;
    }

    /** Changes the settings of a local service. */
    void into(Map<String, String> settings, String service) {
        settings.remove("tidewatch.local");
        settings.remove("tidewatch.clock.adjustable");
        settings.put("quarkus.log.console.json.enabled", "true");
        settings.put("tidewatch.trust.bundle", suite.authority().authority().toString());
        settings.put("tidewatch.access.client-secret", ExampleRealm.rehearsalSecretOf(service));
        addDatabase(settings, ServiceSchema.of(service).schemaName());
        if (service.equals("notification-dispatch")) {
            settings.put("tidewatch.dispatch.smtp.host", "localhost");
            settings.put("tidewatch.dispatch.smtp.security", "TLS");
            settings.put("tidewatch.dispatch.fallback-address", "leaders@tidewatch.test");
            settings.put("tidewatch.dispatch.crm.url", suite.url(SuitePort.CRM) + "/hooks/crm");
        }
        if (service.equals("reporting")) {
            settings.put("tidewatch.console.client-secret", ExampleRealm.rehearsalSecretOf("tidewatch-console"));
            settings.put("quarkus.http.proxy.proxy-address-forwarding", "true");
            settings.put("quarkus.http.proxy.enable-forwarded-host", "true");
            settings.put("quarkus.http.proxy.trusted-proxies", "127.0.0.1");
        }
    }

    private void addDatabase(Map<String, String> settings, String schema) {
        String authority = suite.authority().authority().toString();
        String address = "postgresql://localhost:" + suite.port(SuitePort.POSTGRESQL) + "/" + TidewatchDatabase.NAME
                + "?sslmode=verify-full";
        settings.put("quarkus.datasource.password", secrets.ofDatabaseUser(schema));
        settings.put("quarkus.datasource.jdbc.url", "jdbc:" + address + "&sslrootcert=" + authority);
        settings.put("quarkus.datasource.reactive.url", address);
        settings.put("quarkus.datasource.reactive.postgresql.ssl-mode", "verify-full");
        settings.put("quarkus.datasource.reactive.hostname-verification-algorithm", "HTTPS");
        settings.put("quarkus.datasource.reactive.trust-certificate-pem", "true");
        settings.put("quarkus.datasource.reactive.trust-certificate-pem.certs", authority);
        settings.put("tidewatch.database.pooler", "transaction");
    }
}
