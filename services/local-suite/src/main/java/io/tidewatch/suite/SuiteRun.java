package io.tidewatch.suite;

import io.tidewatch.suite.control.ControlServer;
import io.tidewatch.suite.example.ExampleFlags;
import io.tidewatch.suite.example.ExampleLoader;
import io.tidewatch.suite.keycloak.ExampleRealm;
import io.tidewatch.suite.rehearsal.Rehearsal;
import io.tidewatch.suite.service.ServiceInstance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What `make run` starts: a suite that lives until it is interrupted, or until whoever started it is gone. */
public final class SuiteRun implements ControlServer.Orders {

    private final Suite suite;
    private final Progress progress;
    private final CountDownLatch end = new CountDownLatch(1);

    private SuiteRun(Suite suite, Progress progress) {
        this.suite = suite;
        this.progress = progress;
    }

    /** Runs the suite with the settings of the environment. */
    public static void main(String[] arguments) throws InterruptedException {
        Progress progress = new Progress(System.out, Clock.systemUTC());
        int status = 1;
        try {
            SuiteSettings settings = SuiteSettings.from(System.getenv(), Checkout.current());
            Optional<FileLock> lock = lock(settings.local());
            if (lock.isEmpty()) {
                progress.say("A suite is running in this working copy; stop it first (Ctrl-C where it runs), or send"
                        + " commands to it: make help");
            } else {
                status = new SuiteRun(Suite.of(settings, progress), progress).run();
            }
        } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
            progress.say("\nThe suite cannot start: " + e.getMessage());
        }
        System.exit(status);
    }

    @Override
    public String restart(String service) {
        progress.say("Restarting " + service + " …");
        if (suite.settings().rehearsal()) {
            suite.services().roll(service);
        } else {
            suite.services().restart(service);
        }
        return said(service + " runs again: " + urlsOf(service));
    }

    @Override
    public String scale(String service, int replicas) {
        progress.say("Running " + service + " in " + replicas + " replicas …");
        suite.services().scale(service, replicas);
        return said(service + " runs at " + urlsOf(service));
    }

    @Override
    public String advanceClock(int days) {
        if (days < 1 || days > 3650) {
            throw new IllegalArgumentException("DAYS must be 1 to 3650, not " + days + ".");
        }
        if (suite.settings().rehearsal()) {
            throw new IllegalArgumentException("The clock of a rehearsal does not move, as in production.");
        }
        suite.clock().advance(Duration.ofDays(days), () -> {
            if (suite.settings().exampleBase()) {
                new ExampleLoader(suite, progress).followClock();
            }
        });
        return said("Business time is now " + suite.clock().now() + " in all services.");
    }

    @Override
    public String failOver() {
        Rehearsal rehearsal = suite.rehearsal()
                .orElseThrow(
                        () -> new IllegalArgumentException("Only a rehearsal has a standby: make run REHEARSAL=yes"));
        progress.say("Killing the primary and promoting the standby …");
        rehearsal.failOver();
        return said("The standby on port " + rehearsal.primary().port() + " is the primary now.");
    }

    private int run() throws InterruptedException {
        Thread ending = new Thread(this::stop, "suite-end");
        Runtime.getRuntime().addShutdownHook(ending);
        endWithParent();
        long started = System.nanoTime();
        progress.say("Starting Tidewatch (data, logs and secrets are in "
                + suite.settings().local() + ") …");
        keepRulesOfFirstStart();
        suite.start();
        boolean loaded = suite.settings().exampleBase() && new ExampleLoader(suite, progress).load();
        new ExampleFlags(suite, progress).await(loaded);
        Path control = suite.settings().local().resolve("control");
        try (ControlServer server = ControlServer.start(
                this, SuiteSecrets.in(suite.settings().local()).get("control"), control)) {
            progress.say(addresses());
            progress.say("Ready after "
                    + Duration.ofNanos(System.nanoTime() - started).toSeconds() + " s. Ctrl-C stops everything.");
            awaitEnd();
        }
        return 0;
    }

    /** A suite that activates no change by itself needs rules to begin with. */
    private void keepRulesOfFirstStart() {
        SuiteSettings settings = suite.settings();
        if (!settings.rulesWait()) {
            return;
        }
        try {
            if (!Files.exists(settings.rulesOfFirstStart())) {
                FolderTree.copy(settings.checkout().rules(), settings.rulesOfFirstStart());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot copy the rules", e);
        }
        progress.say(
                "Changes in rules/ wait: make rules-preview shows what they would do, make rules-activate activates them.");
    }

    /** Reports when a process ends by itself, and keeps the example base up to the business day. */
    private void awaitEnd() throws InterruptedException {
        ServiceWatch watch = new ServiceWatch(suite.services(), progress);
        for (long second = 1; !end.await(1, TimeUnit.SECONDS); second++) {
            watch.look();
            if (second % 600 == 0 && suite.settings().exampleBase()) {
                try {
                    new ExampleLoader(suite, progress).followClock();
                } catch (RuntimeException e) {
                    progress.say("The example data was not updated: " + e.getMessage());
                }
            }
        }
    }

    private void stop() {
        progress.say("\nStopping …");
        end.countDown();
        try (Progress.Waiting waiting = progress.waitingFor("all processes to stop")) {
            suite.close();
        }
        progress.say("Stopped; the data is kept.");
    }

    /** A terminal that is closed sends a signal; a parent that is killed does not. */
    private static void endWithParent() {
        Optional<ProcessHandle> parent = ProcessHandle.current().parent();
        if (parent.isPresent()) {
            parent.get().onExit().thenRun(() -> System.exit(1));
        }
    }

    private String addresses() {
        SuiteSettings settings = suite.settings();
        return """

            Tidewatch runs.

              Reports (log in)   %s/
              Mails              http://localhost:%d/
              CRM                %s/
              Keycloak           %s/  (realm %s)
              PostgreSQL         %s
              APIs               %s
            %s
              People, all with the password "%s":
                %s
            """.formatted(
                        settings.urlOf("reporting"),
                        settings.port(SuitePort.MAIL_PAGE),
                        settings.url(SuitePort.CRM),
                        suite.keycloak().url(),
                        ExampleRealm.NAME,
                        "127.0.0.1:" + settings.port(SuitePort.POSTGRESQL) + "  ("
                                + (settings.rehearsal() ? "PgBouncer; " : "")
                                + "database tidewatch; "
                                + (settings.rehearsal() ? "users" : "user = password =")
                                + " ingestion, rules, dispatch, reporting)",
                        SuiteSettings.SERVICES.stream()
                                .map(service -> service + " " + settings.urlOf(service))
                                .collect(Collectors.joining("\n                     ")),
                        suite.rehearsal().map(this::around).orElse(""),
                        ExampleRealm.PASSWORD,
                        ExampleRealm.PEOPLE.stream()
                                .map(person -> person.username() + " (" + person.role() + ")")
                                .collect(Collectors.joining(", ")));
    }

    /** What only a rehearsal has. */
    private String around(Rehearsal rehearsal) {
        SuiteSettings settings = suite.settings();
        return """

              Behind PgBouncer   primary 127.0.0.1:%d, synchronous standby 127.0.0.1:%d, from which reports are read  (make fail-over)
              Behind HAProxy     %s
              Mail server        localhost:%d, with TLS
              Trust bundle       %s
            """.formatted(
                        rehearsal.primary().port(),
                        rehearsal.standby().orElseThrow().port(),
                        SuiteSettings.SERVICES.stream()
                                .map(service -> service + " " + urlsOf(service))
                                .collect(Collectors.joining("\n                     ")),
                        settings.port(SuitePort.SMTP),
                        settings.authority().authority());
    }

    private String urlsOf(String service) {
        return suite.services().instances(service).stream()
                .map(ServiceInstance::url)
                .collect(Collectors.joining(", "));
    }

    private String said(String line) {
        progress.say(line);
        return line;
    }

    private static Optional<FileLock> lock(Path local) {
        try {
            Files.createDirectories(local);
            FileChannel channel =
                    FileChannel.open(local.resolve("suite.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            return Optional.ofNullable(channel.tryLock());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write to " + local, e);
        }
    }
}
