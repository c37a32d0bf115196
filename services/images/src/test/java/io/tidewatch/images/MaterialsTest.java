package io.tidewatch.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.suite.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MaterialsTest {

    private static final Path CHECKOUT = Checkout.current().root();

    @TempDir
    Path folder;

    @Test
    void librariesOfOthersComeFirstAndTheServiceLast() throws IOException {
        List<Layer> layers = SmallService.in(folder).layers();

        assertThat(layers).extracting(Layer::name).containsExactly("libraries", "Quarkus", "service");
        assertThat(layers.get(0).files().keySet()).containsExactly("/app/lib/main/org.example.parser-1.2.jar");
        assertThat(layers.get(1).files().keySet())
                .containsExactly(
                        "/app/lib/boot/org.jboss.logging.jboss-logging-3.6.2.Final.jar",
                        "/app/lib/main/io.quarkus.quarkus-core-3.34.1.jar");
        assertThat(layers.get(2).files().keySet())
                .contains("/app/quarkus-run.jar", "/app/lib/main/io.tidewatch.money-0.7.0-SNAPSHOT.jar");
    }

    @Test
    void aServiceThatIsNotBuiltIsNamedWithTheCommandThatBuildsIt() {
        assertThatThrownBy(() -> PackagedService.of("reporting", folder))
                .hasMessageStartingWith("reporting is not built")
                .hasMessageEndingWith("run make build.");
    }

    @Test
    void theBillOfMaterialsListsWhatIsInTheImageAndNothingElse() throws IOException {
        PackagedService service = SmallService.in(folder);
        Release release = new Release(service.version(), null, Instant.parse("2026-03-01T10:00:00Z"), null);
        Path file = folder.resolve("sbom.cdx.json");
        BillOfMaterials.write(
                file,
                ServiceImage.ALL.get(1),
                release,
                service,
                new JavaRuntime(folder, "25.0.3+9", "Eclipse Adoptium"),
                List.of(new DebianPackages.Installed("libc6", "2.36-9+deb12u14", "amd64", "")));

        JsonNode bill = new ObjectMapper().readTree(file.toFile());
        assertThat(bill.get("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(bill.get("specVersion").asText()).isEqualTo("1.6");
        assertThat(bill.at("/metadata/component/version").asText()).isEqualTo("0.7.0");
        assertThat(bill.get("components"))
                .extracting(component -> component.get("purl").asText())
                .contains(
                        "pkg:maven/org.example/parser@1.2?type=jar",
                        "pkg:maven/org.jboss.logging/jboss-logging@3.6.2.Final?type=jar",
                        "pkg:generic/openjdk@25.0.3%2B9")
                .anyMatch(purl -> purl.matches("pkg:deb/\\w+/libc6@2\\.36-9%2Bdeb12u14\\?arch=amd64&distro=.+"))
                .noneMatch(purl -> purl.contains("not-packaged"));
        assertThat(bill.at("/components/0/hashes/0/content").asText())
                .isEqualTo(Layer.sha256(service.folder().resolve("lib/main/io.quarkus.quarkus-core-3.34.1.jar")));
    }

    /** The tag that the chart asks for when nobody sets another one. */
    @Test
    void theTagOfTheImagesIsTheVersionOfTheChart() throws IOException {
        String chart = Files.readString(CHECKOUT.resolve("helm/tidewatch/Chart.yaml"));
        String pom = Files.readString(CHECKOUT.resolve("services/pom.xml"));
        String version = pom.replaceAll("(?s).*?<version>(.*?)(-SNAPSHOT)?</version>.*", "$1");
        assertThat(chart).contains("appVersion: \"" + version + "\"");
    }

    @Test
    void theOrderIsReadFromTheEnvironment() {
        MakeImages.Order order = MakeImages.Order.from(
                Map.of("JAVA_HOME", "/jdk", "PUSH", "registry.example.com/tidewatch/", "TAG", "", "CACHE", "no"));
        assertThat(order.push()).isEqualTo("registry.example.com/tidewatch");
        assertThat(order.tag()).isNull();
        assertThat(order.withCache()).isFalse();
        assertThatThrownBy(() -> MakeImages.Order.from(Map.of("CACHE", "off")))
                .hasMessage("CACHE is \"off\"; it can be yes or no.");
    }

    static List<ServiceImage> images() {
        return ServiceImage.ALL;
    }

    /** What the two ways to an image have in common. */
    @ParameterizedTest
    @MethodSource("images")
    void theDockerfileMakesTheSameKindOfImage(ServiceImage image) throws IOException {
        String dockerfile = Files.readString(CHECKOUT.resolve("services/" + image.service() + "/Dockerfile"));
        assertThat(dockerfile)
                .contains("org.opencontainers.image.title=\"" + image.title() + "\"")
                .contains("org.opencontainers.image.description=\"" + image.description() + "\"")
                .contains("USER " + ImageLayout.USER)
                .contains("JAVA_TOOL_OPTIONS=\"" + ImageLayout.TUNING + "\"")
                .contains("COPY " + image.service() + "/target/quarkus-app/")
                .contains("Nobody has tried this file yet.");
        for (String option : ImageLayout.OPTIONS) {
            assertThat(dockerfile).contains("\"" + option + "\"");
        }
    }
}
