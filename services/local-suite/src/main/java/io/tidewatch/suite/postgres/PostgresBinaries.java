package io.tidewatch.suite.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The programs of PostgreSQL, unpacked once from the artefact they come in. */
public final class PostgresBinaries {

    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

    private final Path folder;

    private PostgresBinaries(Path folder) {
        this.folder = folder;
    }

    /**
     * Unpacks the programs unless they are there already; two processes may do so at the same time.
     *
     * @param parent the folder that takes them
     * @throws UncheckedIOException when there is no room or the archive is damaged
     */
    public static PostgresBinaries unpackedIn(Path parent) {
        URL archive = PostgresBinaries.class.getResource(ARCHIVE);
        if (archive == null) {
            throw new IllegalStateException("The PostgreSQL programs for this system are missing (only Linux on amd64"
                    + " is supported by the local suite).");
        }
        try {
            Files.createDirectories(parent);
            try (InputStream in = archive.openStream();
                    FileChannel lock = FileChannel.open(
                            parent.resolve("postgresql.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock.lock();
                // A new version of the artefact has another size.
                Path folder =
                        parent.resolve("postgresql-" + archive.openConnection().getContentLengthLong());
                if (!Files.isDirectory(folder)) {
                    Path half = Files.createTempDirectory(parent, "postgresql-unpacking");
                    unpack(in, half);
                    Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rwxr-xr-x"));
                    Files.move(half, folder, StandardCopyOption.ATOMIC_MOVE);
                }
                return new PostgresBinaries(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack PostgreSQL into " + parent, e);
        }
    }

    /** The path of one of the programs, such as `initdb`. */
    public String program(String name) {
        return folder.resolve("bin").resolve(name).toString();
    }

    private static void unpack(InputStream in, Path target) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(in))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("The archive names a file outside of its folder: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Files.createDirectories(path.getParent());
                if (entry.isSymbolicLink() || entry.isLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, path);
                    boolean program = (entry.getMode() & 0100) != 0;
                    Files.setPosixFilePermissions(
                            path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
    }
}
