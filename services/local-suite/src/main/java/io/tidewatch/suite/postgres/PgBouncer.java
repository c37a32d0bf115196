package io.tidewatch.suite.postgres;

import io.tidewatch.suite.Checkout;
import io.tidewatch.suite.process.ChildProcess;
import io.tidewatch.suite.process.ChildProcess.Signal;
import io.tidewatch.suite.process.DebianProgram;
import io.tidewatch.suite.tls.PrivateAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Debian's PgBouncer in transaction mode. It runs with the configuration that the operator's guide prints, with addresses, files
 * and the size of the pools changed.
 */
public final class PgBouncer implements AutoCloseable {

    private static final String BLOCK = "```ini";

    private final Plan plan;
    private final ChildProcess process;

    private PgBouncer(Plan plan, ChildProcess process) {
        this.plan = plan;
        this.process = process;
    }

    /**
     * How to start it.
     *
     * @param program the program `pgbouncer`
     * @param checkout has the operator's guide
     * @param folder takes its configuration
     * @param log takes its messages
     * @param port it listens on
     * @param poolSize connections to the server that the replicas of a service share
     * @param passwordOf gives the password of a service's user
     * @param tls if present, it demands TLS of the services and verifies the certificate of the server
     */
    public record Plan(
            DebianProgram program,
            Checkout checkout,
            Path folder,
            Path log,
            int port,
            int poolSize,
            UnaryOperator<String> passwordOf,
            Optional<PrivateAuthority> tls) {

        private Path file() {
            return folder.resolve("pgbouncer.ini");
        }
    }

    /**
     * Starts it in front of the server that listens on that port.
     *
     * @throws UncheckedIOException when it cannot be started
     */
    public static PgBouncer start(Plan plan, int server) {
        try {
            Files.createDirectories(plan.folder());
            Files.writeString(
                    plan.folder().resolve("userlist.txt"),
                    Arrays.stream(ServiceSchema.values())
                            .map(ServiceSchema::schemaName)
                            .map(user -> "\"%s\" \"%s\"\n"
                                    .formatted(user, plan.passwordOf().apply(user)))
                            .collect(Collectors.joining()));
            Files.writeString(plan.file(), configuration(plan, server));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the configuration of PgBouncer", e);
        }
        return new PgBouncer(
                plan,
                plan.program()
                        .start(
                                "PgBouncer",
                                plan.folder(),
                                plan.log(),
                                plan.file().toString()));
    }

    /** The port it listens on. */
    public int port() {
        return plan.port();
    }

    /**
     * Leads to another server from now on; connections to the one before are closed when their transaction ends.
     *
     * @throws UncheckedIOException when the configuration cannot be written
     */
    public void moveTo(int server) {
        try {
            Files.writeString(plan.file(), configuration(plan, server));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the configuration of PgBouncer", e);
        }
        process.signal(Signal.HUP);
    }

    /** Its process. */
    public ChildProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.kill();
    }

    private static String configuration(Plan plan, int server) throws IOException {
        String guide = Files.readString(plan.checkout().root().resolve("helm/README.md"));
        int first = guide.indexOf(BLOCK);
        Map<String, String> changed = new LinkedHashMap<>();
        changed.put(TidewatchDatabase.NAME, "host=127.0.0.1 port=" + server);
        changed.put("listen_addr", "127.0.0.1");
        changed.put("listen_port", Integer.toString(plan.port()));
        changed.put("auth_file", plan.folder().resolve("userlist.txt").toString());
        changed.put("default_pool_size", Integer.toString(plan.poolSize()));
        String file = block(guide, first);
        if (plan.tls().isPresent()) {
            file += block(guide, guide.indexOf(BLOCK, first + 1));
            changed.put("client_tls_cert_file", plan.tls().get().certificate().toString());
            changed.put("client_tls_key_file", plan.tls().get().key().toString());
            changed.put("server_tls_ca_file", plan.tls().get().authority().toString());
        }
        for (Map.Entry<String, String> setting : changed.entrySet()) {
            Matcher line =
                    Pattern.compile("(?m)^" + setting.getKey() + " = .*$").matcher(file);
            if (!line.find()) {
                throw new IllegalStateException("The configuration in the guide does not set " + setting.getKey());
            }
            file = line.replaceFirst(Matcher.quoteReplacement(setting.getKey() + " = " + setting.getValue()));
        }
        // Every transaction gets another connection, which otherwise happens by chance.
        return file + "server_round_robin = 1\nunix_socket_dir =\n";
    }

    /** What the guide prints between the fences. */
    private static String block(String guide, int begin) {
        return guide.substring(begin + BLOCK.length(), guide.indexOf("```", begin + BLOCK.length()));
    }
}
