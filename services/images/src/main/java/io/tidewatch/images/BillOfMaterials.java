package io.tidewatch.images;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.UUID;

/** All that is in an image, in the format CycloneDX 1.6: the libraries of the service, the Java runtime, the system. */
final class BillOfMaterials {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode root = JSON.createObjectNode();
    private final ArrayNode components = JSON.createArrayNode();

    private BillOfMaterials() {}

    /** Writes the bill of materials of an image. Equal materials give an equal file. */
    static void write(
            Path file,
            ServiceImage image,
            Release release,
            PackagedService service,
            JavaRuntime java,
            List<DebianPackages.Installed> packages)
            throws IOException {
        BillOfMaterials bill = new BillOfMaterials();
        for (String library : service.libraries()) {
            bill.addLibrary(library, service.folder());
        }
        bill.add(
                "platform",
                java.vendor(),
                "java-runtime",
                java.version(),
                "pkg:generic/openjdk@" + encoded(java.version()));
        String system = system();
        for (DebianPackages.Installed installed : packages) {
            bill.add(
                    "library",
                    "debian",
                    installed.name(),
                    installed.version(),
                    "pkg:deb/" + system.replaceFirst("-.*", "") + "/" + installed.name() + "@"
                            + encoded(installed.version()) + "?arch=" + installed.architecture() + "&distro=" + system);
        }
        bill.finish(image, release);
        Files.createDirectories(file.getParent());
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), bill.root);
    }

    private void addLibrary(String coordinates, Path folder) throws IOException {
        String[] parts = coordinates.split(":", -1);
        String group = parts[0];
        String artifact = parts[1];
        String classifier = parts[2];
        String version = parts[4];
        String name = group + "." + artifact + "-" + version + (classifier.isEmpty() ? "" : "-" + classifier) + ".jar";
        for (String place : List.of("lib/main", "lib/boot")) {
            Path file = folder.resolve(place).resolve(name);
            if (Files.exists(file)) {
                ObjectNode component = add(
                        "library",
                        group,
                        artifact,
                        version,
                        "pkg:maven/" + group + "/" + artifact + "@" + encoded(version) + "?"
                                + (classifier.isEmpty() ? "" : "classifier=" + classifier + "&") + "type=jar");
                component.putArray("hashes").addObject().put("alg", "SHA-256").put("content", Layer.sha256(file));
            }
        }
    }

    private ObjectNode add(String type, String group, String name, String version, String purl) {
        ObjectNode component = components.addObject();
        component.put("type", type);
        component.put("bom-ref", purl);
        component.put("group", group);
        component.put("name", name);
        component.put("version", version);
        component.put("purl", purl);
        return component;
    }

    private void finish(ServiceImage image, Release release) throws IOException {
        root.put("bomFormat", "CycloneDX");
        root.put("specVersion", "1.6");
        ObjectNode metadata = JSON.createObjectNode();
        metadata.put("timestamp", release.created().toString());
        ObjectNode subject = metadata.putObject("component");
        subject.put("type", "container");
        subject.put("bom-ref", "image");
        subject.put("name", image.service());
        subject.put("version", release.version());
        subject.put("description", image.description());
        subject.putArray("licenses").addObject().putObject("license").put("id", "Apache-2.0");
        byte[] content = (metadata + components.toString()).getBytes(StandardCharsets.UTF_8);
        root.put("serialNumber", "urn:uuid:" + UUID.nameUUIDFromBytes(content));
        root.put("version", 1);
        root.set("metadata", metadata);
        root.set("components", components);
    }

    /** The system as scanners name it, such as debian-12. */
    private static String system() throws IOException {
        Properties release = new Properties();
        try (var in = Files.newBufferedReader(Path.of("/etc/os-release"))) {
            release.load(in);
        }
        return (release.getProperty("ID", "debian") + "-" + release.getProperty("VERSION_ID", "")).replace("\"", "");
    }

    private static String encoded(String version) {
        return URLEncoder.encode(version, StandardCharsets.UTF_8);
    }
}
