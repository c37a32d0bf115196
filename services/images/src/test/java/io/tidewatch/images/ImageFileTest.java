package io.tidewatch.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFileTest {

    private static final Release RELEASE =
            new Release("0.7.0", "0123abcd", Instant.parse("2026-03-01T10:00:00Z"), "https://example.com/tidewatch");
    private static final ServiceImage IMAGE = ServiceImage.ALL.get(1);
    private static final String NAME = "registry.example.com/tidewatch/rules-engine:0.7.0";

    @TempDir
    Path folder;

    @Test
    void sameFilesGiveTheSameImageWhereverAndWheneverItIsMade() throws IOException {
        String here = image("here").writeTo(folder.resolve("here.tar"), NAME);
        SmallService.in(folder.resolve("there"));
        try (var files = Files.walk(folder.resolve("there"))) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2001-01-01T00:00:00Z")));
            }
        }
        String there = image("there").writeTo(folder.resolve("there.tar"), NAME);

        assertThat(there).isEqualTo(here).startsWith("sha256:");
        assertThat(folder.resolve("there.tar")).hasSameBinaryContentAs(folder.resolve("here.tar"));
    }

    @Test
    void aChangeOfTheServiceLeavesTheLayersOfItsLibrariesAsTheyWere() throws IOException {
        image("before").writeTo(folder.resolve("before.tar"), NAME);
        ImageFile after = image("after");
        SmallService.write(
                folder.resolve("after/target/quarkus-app"), "app/rules-engine-0.7.0-SNAPSHOT.jar", "changed");
        after.writeTo(folder.resolve("after.tar"), NAME);

        List<String> old = new OciArchive(folder.resolve("before.tar")).layers();
        List<String> now = new OciArchive(folder.resolve("after.tar")).layers();
        assertThat(now.subList(0, 2)).isEqualTo(old.subList(0, 2));
        assertThat(now.get(2)).isNotEqualTo(old.get(2));
    }

    @Test
    void theImageRunsAsAnOrdinaryUserAndSaysWhatItIs() throws IOException {
        image("service").writeTo(folder.resolve("image.tar"), NAME);

        JsonNode all = new OciArchive(folder.resolve("image.tar")).config();
        JsonNode config = all.get("config");
        assertThat(config.get("User").asText()).isEqualTo("10001:0");
        assertThat(config.get("Entrypoint").get(0).asText()).isEqualTo("/opt/java/bin/java");
        assertThat(config.get("ExposedPorts").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("8080/tcp", "9000/tcp");
        assertThat(config.at("/Labels/org.opencontainers.image.title").asText()).isEqualTo("Tidewatch rules-engine");
        assertThat(config.at("/Labels/org.opencontainers.image.version").asText())
                .isEqualTo("0.7.0");
        assertThat(config.at("/Labels/org.opencontainers.image.revision").asText())
                .isEqualTo("0123abcd");
        assertThat(config.at("/Labels/org.opencontainers.image.licenses").asText())
                .isEqualTo("Apache-2.0");
        assertThat(config.at("/Labels/org.opencontainers.image.source").asText())
                .isEqualTo("https://example.com/tidewatch");
        assertThat(config.at("/Labels/org.opencontainers.image.description").asText())
                .endsWith(".");
        assertThat(all.get("created").asText()).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(all.get("os").asText()).isEqualTo("linux");
    }

    @Test
    void everyUserMayReadEverythingAndWriteOnlyTheTemporaryFolder() throws IOException {
        Path secretive = Files.writeString(folder.resolve("secretive"), "written with a strict umask");
        Files.setPosixFilePermissions(secretive, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
        Path empty = Files.createDirectories(folder.resolve("empty"));
        Layer layer = new Layer("files", new TreeMap<>(Map.of("/opt/program", secretive, "/tmp", empty)));
        new ImageFile(IMAGE, RELEASE, List.of(layer), false, folder.resolve("work"))
                .writeTo(folder.resolve("image.tar"), NAME);

        Map<String, TarArchiveEntry> entries = new OciArchive(folder.resolve("image.tar")).entries();
        assertThat(entries.get("opt/program").getMode() & 0777).isEqualTo(0755);
        assertThat(entries.get("opt/").getMode() & 0777).isEqualTo(0755);
        assertThat(entries.get("tmp/").getMode() & 0777).isEqualTo(0777);
    }

    @Test
    void theStartUpCacheIsUsedOnlyWhereThereIsOne() throws IOException {
        List<Layer> layers =
                new ArrayList<>(SmallService.in(folder.resolve("service")).layers());
        new ImageFile(IMAGE, RELEASE, layers, true, folder.resolve("work")).writeTo(folder.resolve("with.tar"), NAME);
        image("other").writeTo(folder.resolve("without.tar"), NAME);

        assertThat(entrypoint("with.tar")).contains("-XX:AOTCache=/app/app.aot");
        assertThat(entrypoint("without.tar")).doesNotContain("AOTCache");
    }

    @Test
    void theImageIsPushedToARegistry() throws IOException {
        try (RegistryStandIn registry = RegistryStandIn.start()) {
            String digest = image("service").push(registry.address() + "/tidewatch/rules-engine:0.7.0");

            assertThat(registry.manifests()).containsKey("tidewatch/rules-engine/0.7.0");
            assertThat(digest)
                    .isEqualTo("sha256:"
                            + RegistryStandIn.sha256(registry.manifests().get("tidewatch/rules-engine/0.7.0")));
            assertThat(registry.blobs()).hasSize(4);
        }
    }

    @Test
    void aNameThatNoRegistryAcceptsIsRefusedWithAnExample() throws IOException {
        ImageFile image = image("service");
        assertThatThrownBy(() -> image.writeTo(folder.resolve("image.tar"), "Registry/Tidewatch"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "\"Registry/Tidewatch\" is not a valid name of an image: registry/folder/service:tag, in lower case.");
    }

    private ImageFile image(String module) throws IOException {
        List<Layer> layers = SmallService.in(folder.resolve(module)).layers();
        return new ImageFile(IMAGE, RELEASE, layers, false, folder.resolve("work-" + module));
    }

    private String entrypoint(String file) throws IOException {
        return new OciArchive(folder.resolve(file))
                .config()
                .at("/config/Entrypoint")
                .toString();
    }
}
