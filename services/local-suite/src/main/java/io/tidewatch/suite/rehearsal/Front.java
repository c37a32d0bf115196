package io.tidewatch.suite.rehearsal;

import io.tidewatch.suite.SuitePort;
import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.process.ChildProcess;
import io.tidewatch.suite.process.DebianProgram;
import io.tidewatch.suite.process.Readiness;
import io.tidewatch.suite.service.ReplicaPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Debian's HAProxy in front of the services, of the mail catcher and of the CRM catcher: the ends of TLS. As a Service of Kubernetes does,
 * it sends requests to those replicas that say at their management port that they are ready. It knows the ports of all replicas
 * that there may be, so that it never needs to be configured again.
 */
final class Front implements AutoCloseable {

    /** Answered by the front itself: 200 while a replica of the service takes requests. */
    private static final String STATE = "/.front";

    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    /** The waits are longer than those of a feed's reader, who waits half a minute for an entry. */
    private static final String COMMON = """
            global
                maxconn 2000
            defaults
                timeout connect 3s
                timeout client 75s
                timeout server 75s
                timeout check 4s
                option redispatch 1
                default-server inter 500ms fall 1 rise 1
            """;

    private static final String SERVICE = """
            listen %1$s
                mode http
                bind 127.0.0.1:%2$d ssl crt %3$s alpn h2,http/1.1
                monitor-uri %4$s
                monitor fail if { nbsrv lt 1 }
                option httpchk GET /q/health/ready
                option forwardfor
                http-request set-header X-Forwarded-Proto https
                http-request set-header X-Forwarded-Host %%[req.hdr(host)]
            """;

    private static final String REPLICA = "    server %1$s-%2$d 127.0.0.1:%3$d check port %4$d\n";

    private static final String CATCHER = """
            listen %1$s
                mode tcp
                bind 127.0.0.1:%2$d ssl crt %3$s
                server %1$s 127.0.0.1:%4$d
            """;

    private final SuiteSettings settings;
    private final ChildProcess process;

    private Front(SuiteSettings settings, ChildProcess process) {
        this.settings = settings;
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param smtp the port of the mail catcher
     * @param crm the port of the CRM catcher
     * @throws UncheckedIOException when it cannot be started
     */
    static Front start(SuiteSettings settings, DebianProgram haproxy, ReplicaPorts replicas, int smtp, int crm) {
        Path folder = settings.rehearsalFolder();
        try {
            Path file = Files.writeString(folder.resolve("haproxy.cfg"), configuration(settings, replicas, smtp, crm));
            return new Front(
                    settings,
                    haproxy.start(
                            "HAProxy",
                            folder,
                            settings.local().resolve("log/haproxy.log"),
                            "-db",
                            "-f",
                            file.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the configuration of HAProxy", e);
        }
    }

    /**
     * Waits until it leads to a replica of a service.
     *
     * @throws IllegalStateException with its last messages when it ends, or leads to none in half a minute
     */
    void awaitService(String service) {
        new Readiness("HAProxy in front of " + service, process, settings.urlOf(service) + STATE).await(START_LIMIT);
    }

    @Override
    public void close() {
        process.kill();
    }

    private static String configuration(SuiteSettings settings, ReplicaPorts replicas, int smtp, int crm) {
        Path certificate = settings.authority().certificate();
        StringBuilder text = new StringBuilder(COMMON);
        for (String service : SuiteSettings.SERVICES) {
            text.append(SERVICE.formatted(service, settings.port(SuitePort.of(service)), certificate, STATE));
            List<ReplicaPorts.Pair> pairs = replicas.allOf(service);
            for (int replica = 0; replica < pairs.size(); replica++) {
                ReplicaPorts.Pair pair = pairs.get(replica);
                text.append(REPLICA.formatted(service, replica, pair.api(), pair.management()));
            }
        }
        text.append(CATCHER.formatted("mails", settings.port(SuitePort.SMTP), certificate, smtp));
        text.append(CATCHER.formatted("crm", settings.port(SuitePort.CRM), certificate, crm));
        return text.toString();
    }
}
