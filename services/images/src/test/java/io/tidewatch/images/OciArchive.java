package io.tidewatch.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** An archive in the OCI image layout, read as a container engine reads it. */
record OciArchive(Path file) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the image says about itself: labels, user, entry point. */
    JsonNode config() throws IOException {
        return json(digest(manifest().get("config")));
    }

    /** The digests of the layers, the lowest first. */
    List<String> layers() throws IOException {
        List<String> layers = new ArrayList<>();
        for (JsonNode layer : manifest().get("layers")) {
            layers.add(digest(layer));
        }
        return layers;
    }

    /** The entries of all layers, by path; a later layer replaces what an earlier one has. */
    Map<String, TarArchiveEntry> entries() throws IOException {
        Map<String, TarArchiveEntry> entries = new HashMap<>();
        read((entry, content) -> entries.put(entry.getName(), entry));
        return entries;
    }

    /** Lays the image out below a folder. */
    void unpack(Path root) throws IOException {
        read((entry, content) -> {
            Path path = root.resolve(entry.getName()).normalize();
            if (!path.startsWith(root)) {
                throw new IOException("The image names a file outside of its root: " + entry.getName());
            }
            if (entry.isDirectory()) {
                Files.createDirectories(path);
            } else {
                Files.createDirectories(path.getParent());
                Files.deleteIfExists(path);
                Files.copy(content, path);
            }
            Files.setPosixFilePermissions(path, rights(entry.getMode()));
            Files.setLastModifiedTime(
                    path, FileTime.from(entry.getLastModifiedTime().toInstant()));
        });
    }

    private interface Visitor {
        void visit(TarArchiveEntry entry, InputStream content) throws IOException;
    }

    private void read(Visitor visitor) throws IOException {
        for (String layer : layers()) {
            find("blobs/sha256/" + layer, blob -> {
                TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(blob));
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    visitor.visit(entry, tar);
                }
            });
        }
    }

    private JsonNode manifest() throws IOException {
        JsonNode[] index = new JsonNode[1];
        find("index.json", in -> index[0] = JSON.readTree(in.readAllBytes()));
        return json(digest(index[0].at("/manifests/0")));
    }

    private JsonNode json(String digest) throws IOException {
        JsonNode[] found = new JsonNode[1];
        find("blobs/sha256/" + digest, in -> found[0] = JSON.readTree(in.readAllBytes()));
        return found[0];
    }

    private static String digest(JsonNode descriptor) {
        return descriptor.get("digest").asText().substring("sha256:".length());
    }

    private interface Reader {
        void read(InputStream in) throws IOException;
    }

    private void find(String name, Reader reader) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(Files.newInputStream(file))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.getName().equals(name)) {
                    reader.read(tar);
                    return;
                }
            }
        }
        throw new IOException(file + " has no " + name);
    }

    private static Set<PosixFilePermission> rights(int mode) {
        Set<PosixFilePermission> rights = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = {
            PosixFilePermission.OTHERS_EXECUTE, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_READ,
            PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_READ,
            PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_READ
        };
        for (int bit = 0; bit < all.length; bit++) {
            if ((mode >> bit & 1) == 1) {
                rights.add(all[bit]);
            }
        }
        return rights;
    }
}
