package io.tidewatch.system;

import io.tidewatch.suite.FreePort;
import io.tidewatch.suite.SuitePort;
import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.postgres.ServiceSchema;
import io.tidewatch.suite.postgres.TidewatchDatabase;
import io.tidewatch.suite.process.ChildProcess;
import io.tidewatch.suite.process.ChildProcess.Signal;
import io.tidewatch.testsuite.DebianProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.opentest4j.TestAbortedException;

/**
 * Debian's PgBouncer in front of the PostgreSQL of the suite. It runs with the configuration that the operator's guide prints, with
 * addresses and the size of the pools changed.
 */
final class PgBouncer implements AutoCloseable {

    /** Whether the suite runs behind it: {@code -Dtidewatch.pooler=transaction}. */
    static final boolean WANTED = "transaction".equals(System.getProperty("tidewatch.pooler"));

    /** Connections to the server that the replicas of a service share; fewer than one replica opens. */
    static final int POOL_SIZE = 5;

    private final int port;
    private final ChildProcess process;

    private PgBouncer(int port, ChildProcess process) {
        this.port = port;
        this.process = process;
    }

    /** Starts it; the tests are skipped where it cannot be had. */
    static PgBouncer start(SuiteSettings suite) {
        DebianProgram program = DebianProgram.find("pgbouncer")
                .orElseThrow(() -> new TestAbortedException("services/local-suite/bin/debian-programs gets PgBouncer"));
        try {
            Path folder = Files.createDirectories(suite.local().resolve("pgbouncer"));
            int port = FreePort.find();
            Path users = Files.writeString(
                    folder.resolve("userlist.txt"),
                    Arrays.stream(ServiceSchema.values())
                            .map(schema -> "\"%1$s\" \"%1$s\"\n".formatted(schema.schemaName()))
                            .collect(Collectors.joining()));
            Path file = Files.writeString(
                    folder.resolve("pgbouncer.ini"),
                    configured(
                            Files.readString(suite.checkout().rules().resolveSibling("helm/README.md")),
                            suite.port(SuitePort.POSTGRESQL),
                            port,
                            users));
            ProcessBuilder command = program.command(file.toString());
            ChildProcess process = ChildProcess.start(new ChildProcess.Plan(
                    "PgBouncer",
                    command.command(),
                    Map.of("LD_LIBRARY_PATH", command.environment().getOrDefault("LD_LIBRARY_PATH", "")),
                    folder,
                    suite.local().resolve("log/pgbouncer.log"),
                    Signal.TERM,
                    Signal.KILL,
                    true));
            return new PgBouncer(port, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    /** The settings of a service whose connections lead here. */
    Map<String, String> settings() {
        String address = "postgresql://127.0.0.1:" + port + "/" + TidewatchDatabase.NAME;
        return Map.of(
                "tidewatch.database.pooler",
                "transaction",
                "quarkus.datasource.jdbc.url",
                "jdbc:" + address,
                "quarkus.datasource.reactive.url",
                address);
    }

    @Override
    public void close() {
        process.kill();
    }

    private static String configured(String guide, int server, int port, Path users) {
        String printed = guide.substring(guide.indexOf("```ini") + "```ini".length());
        String file = printed.substring(0, printed.indexOf("```"));
        Map<String, String> changed = Map.of(
                TidewatchDatabase.NAME,
                "host=127.0.0.1 port=" + server,
                "listen_addr",
                "127.0.0.1",
                "listen_port",
                Integer.toString(port),
                "auth_file",
                users.toString(),
                "default_pool_size",
                Integer.toString(POOL_SIZE));
        for (Map.Entry<String, String> setting : changed.entrySet()) {
            String before = file;
            file = file.replaceFirst(
                    "(?m)^" + setting.getKey() + " = .*$", setting.getKey() + " = " + setting.getValue());
            if (file.equals(before)) {
                throw new IllegalStateException("The configuration in the guide does not set " + setting.getKey());
            }
        }
        // Every transaction gets another connection, which otherwise happens by chance.
        return file + "server_round_robin = 1\n";
    }
}
