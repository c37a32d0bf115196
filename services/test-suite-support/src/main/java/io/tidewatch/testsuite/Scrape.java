package io.tidewatch.testsuite;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;

/** The meters of a service as Prometheus reads them, at one moment. */
public final class Scrape {

    private static final Path GUIDE = Path.of(System.getProperty("api-specs"), "..", "helm", "README.md");

    /** A row of the guide: the meter without its labels, and the services that have it. */
    private static final Pattern ROW = Pattern.compile("\\| `([a-z_]+)[^`]*` \\| ([^|]+) \\|.*");

    private final List<String> lines;

    private Scrape(List<String> lines) {
        this.lines = lines;
    }

    /** Asks the service that is under test, at its management port. */
    public static Scrape now() {
        int port = ConfigProvider.getConfig().getValue("quarkus.management.port", int.class);
        String text = given().get("http://127.0.0.1:" + port + "/q/metrics")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        return new Scrape(text.lines().toList());
    }

    /**
     * The value of a sample; empty when there is none.
     *
     * @param labels some of its labels, each as {@code channel="EMAIL"}
     */
    public OptionalDouble find(String name, String... labels) {
        return lines.stream()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .filter(line -> Arrays.stream(labels).allMatch(line::contains))
                // What follows a sharp is an example with its trace.
                .map(line -> line.replaceFirst(" # .*", ""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst();
    }

    /** The value of a sample that must be there. */
    public double value(String name, String... labels) {
        return find(name, labels)
                .orElseThrow(() -> new AssertionError("no " + name + Arrays.toString(labels) + " in\n"
                        + String.join(
                                "\n",
                                lines.stream()
                                        .filter(line -> line.contains("tidewatch_"))
                                        .toList())));
    }

    /**
     * Checks that the guide for operators lists every meter of the service, and none that it does not have.
     *
     * @param service as the guide names it
     * @param furtherNames names, with dots, of meters that have no sample now
     */
    public static void assertInGuide(String service, Collection<String> furtherNames) {
        // So that there is one that was counted.
        given().get("/v1/clock");
        Set<String> shown = new TreeSet<>();
        for (String line : now().lines) {
            if (!line.startsWith("#")) {
                shown.add(line.replaceFirst("[{ ].*", ""));
            }
        }
        furtherNames.forEach(name -> shown.add(name.replace('.', '_')));
        Set<String> listed = new TreeSet<>();
        for (String line : guide()) {
            Matcher row = ROW.matcher(line);
            if (row.matches()
                    && List.of(row.group(2).split(", ")).stream()
                            .anyMatch(named -> named.equals("all") || named.equals(service))) {
                listed.add(row.group(1));
            }
        }
        assertThat(shown).as("listed in the section Metrics of helm/README.md").containsAll(listed);
        assertThat(listed)
                .as("the meters of %s", service)
                .containsAll(shown.stream()
                        .filter(name -> name.startsWith("tidewatch_"))
                        .toList());
    }

    /** The section of the guide about metrics. */
    private static List<String> guide() {
        try {
            return Files.readAllLines(GUIDE).stream()
                    .dropWhile(line -> !line.equals("## Metrics"))
                    .skip(1)
                    .takeWhile(line -> !line.startsWith("## "))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
