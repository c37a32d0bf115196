package io.tidewatch.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The system of an image: what a Java runtime needs below it, and nothing that an intruder would like, such as a shell.
 * The C library, zone data and certificates are those of installed packages; settings and certificates that somebody
 * added to the build machine stay out.
 */
final class DebianLayer {

    /** `name => /path (address)` or `/path (address)`, as the dynamic linker prints it. */
    private static final Pattern NEEDED = Pattern.compile("\\s*(?:(\\S+) => )?(/\\S+|not found).*");

    private static final String DOCUMENTATION = "/usr/share/doc/";

    private final DebianPackages packages;
    private final JavaRuntime runtime;
    private final Path work;
    private final SortedMap<String, Path> files = new TreeMap<>();
    private final TreeSet<String> used = new TreeSet<>(List.of("base-files", "ca-certificates", "libc-bin", "tzdata"));

    private DebianLayer(DebianPackages packages, JavaRuntime runtime, Path work) {
        this.packages = packages;
        this.runtime = runtime;
        this.work = work;
    }

    /**
     * The layer and what it is made of.
     *
     * @param packages the packages whose files are in it
     */
    record Made(Layer layer, List<DebianPackages.Installed> packages) {}

    /**
     * Collects the files.
     *
     * @param runtime its programs and libraries need libraries of the system
     * @param work a folder for files that are written for the image
     * @throws IllegalStateException with a sentence naming what is missing on this machine
     */
    static Made make(DebianPackages packages, JavaRuntime runtime, Path work) throws IOException {
        DebianLayer layer = new DebianLayer(packages, runtime, work);
        Path sleep = sleep();
        layer.add("/usr/bin/sleep", sleep);
        layer.used.add(packages.ownerOf(sleep));
        List<Path> all = new ArrayList<>(runtime.programs());
        all.add(sleep);
        layer.addLibraries(all);
        layer.addData();
        layer.addUsers();
        return new Made(new Layer("Debian", layer.files), layer.addPackages());
    }

    /**
     * The certificate authorities that Debian trusts.
     *
     * @return the files with one certificate each, by name
     */
    static Map<String, Path> authorities(DebianPackages packages) {
        Map<String, Path> authorities = new LinkedHashMap<>();
        for (Path file : packages.filesOf("ca-certificates")) {
            String name = file.getFileName().toString();
            if (file.startsWith("/usr/share/ca-certificates") && name.endsWith(".crt")) {
                authorities.put(name.substring(0, name.length() - ".crt".length()), file);
            }
        }
        return authorities;
    }

    /** The pause before a container is stopped; the chart runs it, as clusters before Kubernetes 1.30 have none built in. */
    private static Path sleep() {
        for (String place : List.of("/usr/bin/sleep", "/bin/sleep")) {
            if (Files.isRegularFile(Path.of(place))) {
                return Path.of(place);
            }
        }
        throw new IllegalStateException("The images need the program sleep, which is missing in /usr/bin and /bin.");
    }

    private void addLibraries(List<Path> programs) throws IOException {
        for (Path program : programs) {
            Tool.Ending ending = Tool.run(Path.of("/"), "ldd", program.toString());
            if (ending.code() == 127) {
                throw new IllegalStateException(
                        "The program ldd is missing, which lists the libraries of a program: apt-get install libc-bin.");
            }
            for (String line : ending.lines()) {
                Matcher needed = NEEDED.matcher(line);
                if (needed.matches()) {
                    addLibrary(program, needed.group(1), needed.group(2));
                }
            }
        }
    }

    private void addLibrary(Path program, String name, String place) throws IOException {
        // The JVM loads these itself, from where they lie in the runtime.
        if (runtime.hasLibrary(name)) {
            return;
        }
        if (place.equals("not found")) {
            throw new IllegalStateException(
                    "The library " + name + ", which " + program + " needs, is not installed on this machine.");
        }
        Path library = Path.of(place);
        if (files.containsKey(place)) {
            return;
        }
        used.add(packages.ownerOf(library));
        add(place, library.toRealPath());
    }

    private void addData() throws IOException {
        StringBuilder bundle = new StringBuilder();
        for (Path certificate : authorities(packages).values()) {
            bundle.append(Files.readString(certificate).strip()).append('\n');
        }
        write("/etc/ssl/certs/ca-certificates.crt", bundle.toString());
        for (Path file : packages.filesOf("tzdata")) {
            // Two further copies of everything lie in these.
            if (file.startsWith("/usr/share/zoneinfo")
                    && !file.startsWith("/usr/share/zoneinfo/right")
                    && !file.startsWith("/usr/share/zoneinfo/posix")) {
                add(file.toString(), file.toRealPath());
            }
        }
        // Without a locale Java would print a question mark for every sign beyond ASCII.
        for (Path file : packages.filesOf("libc-bin")) {
            if (file.startsWith("/usr/lib/locale/C.utf8")) {
                add(file.toString(), file);
            }
        }
        // Scanners find out by these which advisories apply.
        for (String name : List.of("/etc/os-release", "/etc/debian_version")) {
            if (Files.exists(Path.of(name))) {
                add(name, Path.of(name).toRealPath());
            }
        }
    }

    private void addUsers() throws IOException {
        write("/etc/passwd", """
                root:x:0:0:root:/root:/sbin/nologin
                nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin
                tidewatch:x:10001:0:tidewatch:/tmp:/sbin/nologin
                """);
        write("/etc/group", "root:x:0:\nnogroup:x:65534:\n");
        write("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
        Path empty = Files.createDirectories(work.resolve("empty"));
        files.put("/tmp", empty);
    }

    /** Adds the licences and the records of all packages, where scanners look for them. */
    private List<DebianPackages.Installed> addPackages() throws IOException {
        List<DebianPackages.Installed> all = new ArrayList<>();
        for (String name : used) {
            DebianPackages.Installed installed = packages.installed(name);
            all.add(installed);
            write("/var/lib/dpkg/status.d/" + name, installed.record());
            Path licence = Path.of(DOCUMENTATION + name + "/copyright");
            if (Files.exists(licence)) {
                add(licence.toString(), licence.toRealPath());
            }
        }
        return all;
    }

    private void add(String path, Path source) {
        files.put(path, source);
    }

    private void write(String path, String text) throws IOException {
        Path file = work.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        add(path, file);
    }
}
