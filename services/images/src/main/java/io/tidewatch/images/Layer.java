package io.tidewatch.images;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A layer of an image. Everybody may read its files and nobody but root may change them; a folder that is named as such
 * may be written by everybody.
 *
 * @param name for people
 * @param files where a file, or an empty folder, comes from, by its absolute path in the image
 */
record Layer(String name, SortedMap<String, Path> files) {

    /** A layer with the files below a folder that a condition holds for, in the same order. */
    static Layer of(String name, Path folder, String target, Predicate<Path> wanted) {
        SortedMap<String, Path> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.filter(Files::isRegularFile)
                    .map(folder::relativize)
                    .filter(wanted)
                    .forEach(path -> files.put(target + "/" + path, folder.resolve(path)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + folder, e);
        }
        return new Layer(name, files);
    }

    /** The layer as Jib takes it. */
    FileEntriesLayer entries() {
        FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName(name);
        files.forEach((path, source) -> layer.addEntry(
                source,
                AbsoluteUnixPath.get(path),
                FilePermissions.fromOctalString(rightsOf(source)),
                ImageLayout.FILE_TIME));
        return layer.build();
    }

    /** Lays the files out below a folder as a container would see them. */
    void copyInto(Path root) throws IOException {
        for (Map.Entry<String, Path> file : files.entrySet()) {
            Path target = root.resolve(file.getKey().substring(1));
            Files.createDirectories(target.getParent());
            if (Files.isDirectory(file.getValue())) {
                Files.createDirectories(target);
            } else {
                Files.copy(
                        file.getValue().toRealPath(),
                        target,
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.COPY_ATTRIBUTES);
                Files.setLastModifiedTime(target, FileTime.from(ImageLayout.FILE_TIME));
            }
        }
    }

    /** Adds the paths and contents of all files to a digest. */
    void addTo(MessageDigest digest) throws IOException {
        for (Map.Entry<String, Path> file : files.entrySet()) {
            digest.update((file.getKey() + "\n").getBytes(StandardCharsets.UTF_8));
            if (Files.isRegularFile(file.getValue())) {
                digest.update(sha256(file.getValue()).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** The SHA-256 of a file, in hexadecimal digits. */
    static String sha256(Path file) throws IOException {
        MessageDigest digest = newSha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }

    private static String rightsOf(Path source) {
        if (Files.isDirectory(source)) {
            return "777";
        }
        return Files.isExecutable(source) ? "755" : "644";
    }
}
