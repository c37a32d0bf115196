package io.tidewatch.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.suite.FolderTree;
import io.tidewatch.suite.process.ChildProcess;
import io.tidewatch.suite.process.Readiness;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An image that runs as a cluster with the restricted policy runs it: any user without privileges, a file system that
 * cannot be written apart from /tmp. There is no container engine: the kernel is asked directly, which takes root.
 */
final class Container implements AutoCloseable {

    /** Mounts what every container engine mounts, then gives up root. */
    private static final String START = """
            set -e
            root=$1 user=$2 rules=$3
            shift 3
            mount --bind "$root" "$root"
            mount --rbind /proc "$root/proc"
            mount --rbind /dev "$root/dev"
            mount -t tmpfs -o mode=1777,size=256m tmpfs "$root/tmp"
            mount --bind "$rules" "$root/etc/tidewatch/rules"
            mount -o remount,bind,ro "$root"
            exec env -i "${@:2:$1}" "$(command -v chroot)" --userspec "$user:0" "$root" "${@:$1+2}"
            """;

    private final ChildProcess process;
    private final String management;

    private Container(ChildProcess process, String management) {
        this.process = process;
        this.management = management;
    }

    /** Whether this machine permits it. */
    static boolean possible() {
        return ChildProcess.runsAsRoot()
                && Tool.run(Path.of("/"), "unshare", "--mount", "true").code() == 0;
    }

    /**
     * Starts an image.
     *
     * @param root an empty folder that takes its files
     * @param settings of the service, as environment variables; they win over those of the image
     * @param managementPort where it answers for its health
     */
    static Container start(
            OciArchive image,
            Path root,
            int user,
            Path rules,
            Map<String, String> settings,
            int managementPort,
            Path log)
            throws IOException {
        FolderTree.delete(root);
        Files.createDirectories(root);
        image.unpack(root);
        for (String folder : List.of("proc", "dev", "etc/tidewatch/rules")) {
            Files.createDirectories(root.resolve(folder));
        }
        Files.writeString(root.resolve("etc/hosts"), "127.0.0.1 localhost\n");
        JsonNode config = image.config().get("config");
        Map<String, String> environment = new TreeMap<>();
        config.get("Env").forEach(entry -> {
            String[] parts = entry.asText().split("=", 2);
            environment.put(parts[0], parts[1]);
        });
        environment.putAll(settings);
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "bash",
                "-c",
                START,
                "start",
                root.toString(),
                Integer.toString(user),
                rules.toString()));
        command.add(Integer.toString(environment.size()));
        environment.forEach((name, value) -> command.add(name + "=" + value));
        config.get("Entrypoint").forEach(word -> command.add(word.asText()));
        ChildProcess process =
                ChildProcess.start(new ChildProcess.Plan(root.getFileName().toString(), command, Map.of(), root, log));
        return new Container(process, "http://localhost:" + managementPort);
    }

    void awaitReady() {
        new Readiness(process.name(), process, management + "/q/health/ready").await(Duration.ofMinutes(4));
    }

    /** The status of its answer to the question whether it lives. */
    int liveness() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(management + "/q/health/live"))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    /** What the kernel says about the process: `Uid`, `Gid`, `CapEff` and so on, with the values for each. */
    String status(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .findFirst()
                .orElseThrow();
    }

    /** The processor time that it has used so far. */
    Duration processorTime() {
        return ProcessHandle.of(process.pid())
                .orElseThrow()
                .info()
                .totalCpuDuration()
                .orElseThrow();
    }

    String log() throws IOException {
        return Files.readString(process.log());
    }

    /** Asks it to end and returns its exit code. */
    int stop() {
        process.stop(Duration.ofSeconds(30));
        return process.exitCode();
    }

    @Override
    public void close() {
        process.stop(Duration.ofSeconds(30));
    }
}
