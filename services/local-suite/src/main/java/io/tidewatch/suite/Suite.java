package io.tidewatch.suite;

import io.tidewatch.suite.crm.CrmCatcher;
import io.tidewatch.suite.keycloak.KeycloakServer;
import io.tidewatch.suite.keycloak.KeycloakTokens;
import io.tidewatch.suite.mail.MailCatcher;
import io.tidewatch.suite.postgres.PostgresBinaries;
import io.tidewatch.suite.postgres.PostgresServer;
import io.tidewatch.suite.postgres.PostgresServer.Durability;
import io.tidewatch.suite.postgres.TidewatchDatabase;
import io.tidewatch.suite.rehearsal.Rehearsal;
import io.tidewatch.suite.service.ServiceClient;
import io.tidewatch.suite.service.ServiceFleet;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * All of Tidewatch on one machine: PostgreSQL, Keycloak, a mail catcher, a CRM catcher and the four services, each a
 * process of its own. Everything listens on loopback only and ends with this process.
 */
public final class Suite implements AutoCloseable {

    private final SuiteSettings settings;
    private final Progress progress;
    private final SuiteSecrets secrets;
    private final Optional<Rehearsal> rehearsal;
    private final ServiceFleet services;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private boolean closed;
    private PostgresServer postgres;
    private KeycloakServer keycloak;
    private KeycloakTokens tokens;
    private MailCatcher mails;
    private CrmCatcher crm;

    private Suite(SuiteSettings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
        this.secrets = SuiteSecrets.in(settings.local());
        this.rehearsal = settings.rehearsal() ? Optional.of(new Rehearsal(settings, secrets)) : Optional.empty();
        this.services = rehearsal
                .map(around -> new ServiceFleet(around.ofServices(), secrets, progress, around.replicas()))
                .orElseGet(() -> new ServiceFleet(settings, secrets, progress));
    }

    /**
     * Prepares a suite that {@link #start} starts; so {@link #close} can end it half-way, too.
     *
     * @param progress receives what happens
     */
    public static Suite of(SuiteSettings settings, Progress progress) {
        return new Suite(settings, progress);
    }

    /**
     * Starts everything and waits until it is ready; does not load the example base.
     *
     * @throws IllegalStateException with a sentence for people: a port is taken, a service is not built, a part does
     *     not answer
     */
    public void start() {
        List<String> conflicts = settings.portConflicts();
        if (!conflicts.isEmpty()) {
            throw new IllegalStateException(String.join("\n", conflicts));
        }
        rehearsal.ifPresent(around -> {
            keep(around);
            around.startFront();
        });
        Clock clock = Clock.systemUTC();
        int smtp = rehearsal.map(Rehearsal::smtpPort).orElse(settings.port(SuitePort.SMTP));
        mails = MailCatcher.start(smtp, settings.port(SuitePort.MAIL_PAGE), clock);
        keep(mails);
        int hooks = rehearsal.map(Rehearsal::crmPort).orElse(settings.port(SuitePort.CRM));
        crm = CrmCatcher.start(hooks, "whsec_" + secrets.get("crm-webhook"), clock);
        keep(crm);
        // These two do not need each other. The services come after both: they would ask in vain, and then wait longer
        // and longer before they ask again.
        CompletableFuture<Void> keycloakReady = CompletableFuture.runAsync(this::startKeycloak);
        try {
            startPostgres();
            keycloakReady.join();
            int replicas = rehearsal.isPresent() ? Rehearsal.REPLICAS : 1;
            settings.services().forEach(service -> services.start(service, replicas));
            settings.services().forEach(services::awaitReady);
            rehearsal.ifPresent(around -> settings.services().forEach(around::awaitService));
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** What was chosen about this suite. */
    public SuiteSettings settings() {
        return settings;
    }

    /** The services' processes. */
    public ServiceFleet services() {
        return services;
    }

    /** The database server; in a rehearsal the one that is the primary now. */
    public PostgresServer postgres() {
        return rehearsal.map(Rehearsal::primary).orElse(postgres);
    }

    /** What stands around the services in a rehearsal; otherwise empty. */
    public Optional<Rehearsal> rehearsal() {
        return rehearsal;
    }

    /** The mails that were sent. */
    public MailCatcher mails() {
        return mails;
    }

    /** What the CRM received. */
    public CrmCatcher crm() {
        return crm;
    }

    /** Where people log in. */
    public KeycloakServer keycloak() {
        return keycloak;
    }

    /** Tokens of the example people and systems. */
    public KeycloakTokens tokens() {
        return tokens;
    }

    /** A client of a service's API, as one of the example people. */
    public ServiceClient asPerson(String username, String service) {
        return new ServiceClient(settings.urlOf(service), () -> tokens.ofPerson(username));
    }

    /** A client of a service's API, as a system such as `loader`. */
    public ServiceClient asSystem(String clientId, String service) {
        return new ServiceClient(settings.urlOf(service), () -> tokens.ofSystem(clientId));
    }

    /** The business clock of all services. */
    public SuiteClock clock() {
        return new SuiteClock(settings.services(), service -> asPerson("root", service));
    }

    /** Ends everything, the services first, the database last. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        services.close();
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                progress.say("A process did not stop cleanly: " + e.getMessage());
            }
        }
    }

    private void startPostgres() {
        Path local = settings.local();
        try (Progress.Waiting waiting = progress.waitingFor("PostgreSQL")) {
            if (rehearsal.isPresent()) {
                rehearsal.get().startDatabase();
                return;
            }
            postgres = PostgresServer.start(new PostgresServer.Plan(
                    PostgresBinaries.unpackedIn(settings.checkout().local()),
                    local.resolve("postgresql"),
                    settings.port(SuitePort.POSTGRESQL),
                    secrets.get("postgresql-administrator"),
                    local.resolve("log/postgresql.log"),
                    Durability.DURABLE));
            keep(postgres);
            TidewatchDatabase.createIn(postgres::administer, TidewatchDatabase.NAME);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refused to create the database: " + e.getMessage(), e);
        }
    }

    private void startKeycloak() {
        Path local = settings.local();
        try (Progress.Waiting waiting = progress.waitingFor("Keycloak")) {
            keycloak = KeycloakServer.start(new KeycloakServer.Plan(
                    settings.checkout().local(),
                    local.resolve("keycloak"),
                    settings.port(SuitePort.KEYCLOAK),
                    local.resolve("log/keycloak.log"),
                    rehearsal.map(around -> settings.authority())));
            keep(keycloak);
            keycloak.awaitReady();
            tokens = new KeycloakTokens(keycloak.realmUrl());
        }
    }

    private synchronized void keep(AutoCloseable part) {
        if (closed) {
            throw new IllegalStateException("The suite is stopping.");
        }
        parts.push(part);
    }
}
