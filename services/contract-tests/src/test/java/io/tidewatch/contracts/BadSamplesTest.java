package io.tidewatch.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every convention is checked: for each there is a sample that breaks this convention and no other. */
class BadSamplesTest {

    @TempDir
    Path specs;

    /** Samples refer to the shared files as real contracts do. */
    @BeforeEach
    void putTheSharedFilesBeside() throws IOException {
        Path shared = Files.createDirectory(specs.resolve("shared"));
        try (Stream<Path> files = Files.list(Contract.folder().resolve("shared"))) {
            for (Path file : files.toList()) {
                Files.copy(file, shared.resolve(file.getFileName()));
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> theSampleOfAConventionBreaksItAndNoOther() {
        return ContractsTest.rules().stream()
                .map(rule -> dynamicTest(rule.id(), () -> {
                    Contract sample = sample(rule.id());
                    List<String> broken = ContractsTest.rules().stream()
                            .filter(each -> !each.check().apply(sample).isEmpty())
                            .map(Rule::id)
                            .toList();
                    assertThat(broken).containsExactly(rule.id());
                }));
    }

    @Test
    void aGoodSampleBreaksNothing() {
        Contract sample = sample("nothing");

        assertThat(ContractsTest.rules())
                .allSatisfy(rule -> assertThat(rule.check().apply(sample))
                        .as(rule.sentence())
                        .isEmpty());
    }

    @Test
    void aKeyThatIsWrittenTwiceIsFound() {
        Contract sample = sample("key-written-twice");

        assertThatThrownBy(sample::root).rootCause().hasMessageContaining("Duplicate field 'summary'");
    }

    private Contract sample(String id) {
        Path file = specs.resolve(id).resolve("openapi.yaml");
        try (InputStream sample = BadSamplesTest.class.getResourceAsStream("/bad/" + id + ".yaml")) {
            Files.createDirectories(file.getParent());
            Files.copy(sample, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Contract(id, file);
    }
}
