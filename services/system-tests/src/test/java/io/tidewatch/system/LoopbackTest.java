package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The suite has well-known passwords: no other machine may reach any part of it. */
@Order(2)
class LoopbackTest {

    private static final String LISTENING = "0A";
    /** 127.0.0.1, ::1 and ::ffff:127.0.0.1, as the kernel writes them. */
    private static final Set<String> LOOPBACK =
            Set.of("0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F");

    @BeforeAll
    static void start() {
        World.get();
    }

    @Test
    void everyPartListensOnLoopbackOnly() throws IOException {
        Set<String> sockets = new HashSet<>();
        Stream.concat(
                        Stream.of(ProcessHandle.current()),
                        ProcessHandle.current().descendants())
                .forEach(process -> sockets.addAll(socketsOf(process.pid())));
        List<String> open = new ArrayList<>();
        int listening = 0;
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/net", table))) {
                String[] columns = line.strip().split("\\s+");
                if (columns[3].equals(LISTENING) && sockets.contains(columns[9])) {
                    listening++;
                    String[] address = columns[1].split(":");
                    if (!LOOPBACK.contains(address[0])) {
                        open.add("port " + Integer.parseInt(address[1], 16));
                    }
                }
            }
        }
        assertThat(listening).as("listening sockets of the suite").isGreaterThan(8);
        assertThat(open).isEmpty();
    }

    /** The inodes of a process' sockets; empty where another user owns it, or when it has ended. */
    private static Set<String> socketsOf(long pid) {
        Set<String> sockets = new HashSet<>();
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            files.map(LoopbackTest::target)
                    .filter(target -> target.startsWith("socket:["))
                    .forEach(target -> sockets.add(target.substring("socket:[".length(), target.length() - 1)));
        } catch (IOException ended) {
            return Set.of();
        }
        return sockets;
    }

    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException closed) {
            return "";
        }
    }
}
