package io.tidewatch.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.problem.ProblemException;
import io.tidewatch.rule.bundle.RuleBundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleZipTest {

    private static final RulesConfig.Upload BOUNDS = new RulesConfig.Upload() {
        @Override
        public long zipBytes() {
            return 100_000;
        }

        @Override
        public int entries() {
            return 10;
        }

        @Override
        public long unpackedBytes() {
            return 1_000_000;
        }
    };

    @TempDir
    Path folder;

    private RuleBundle read(ZipContent content) throws IOException {
        Path file = folder.resolve("bundle.zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            content.write(zip);
        }
        return BundleZip.read(file, BOUNDS);
    }

    private interface ZipContent {
        void write(ZipOutputStream zip) throws IOException;
    }

    private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theFolderRulesMayBeTheRootAndOtherFilesAreNoPartOfTheBundle() throws IOException {
        RuleBundle bundle = read(zip -> {
            entry(zip, "rules/README.md", text("read me"));
            entry(zip, "rules/metrics/arr.yaml", text("id: arr"));
            entry(zip, "rules/metrics/.hidden", text("x"));
        });

        assertThat(bundle.files()).containsExactly(java.util.Map.entry("metrics/arr.yaml", "id: arr"));
    }

    /** Somebody may have zipped more than the folder rules/; a README has no rules. */
    @Test
    void filesOfRulesBesideTheFolderRulesAreNoneOfTheBundle() throws IOException {
        RuleBundle bundle = read(zip -> {
            entry(zip, "helm/values.yaml", text("x"));
            entry(zip, "rules/shared.yaml", text("x"));
            entry(zip, "rules/drafts/README.md", text("x"));
        });

        assertThat(bundle.files()).containsOnlyKeys("shared.yaml");
    }

    @Test
    void rulesInAFolderWithAWrongNameAreRefusedAndNotLeftOut() {
        for (String root : List.of("", "rules/")) {
            assertThatThrownBy(() -> read(zip -> {
                        entry(zip, root + "shared.yaml", text("x"));
                        entry(zip, root + "threshold/silence.drl", text("x"));
                    }))
                    .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.errors())
                            .singleElement()
                            .satisfies(fault -> {
                                assertThat(fault.detail()).startsWith("Rules have no folder 'threshold'");
                                assertThat(fault.suggestion()).isEqualTo("thresholds");
                            }));
        }
    }

    @Test
    void aFileThatWasCutOffIsRefused() throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(whole)) {
            entry(zip, "metrics/arr.yaml", text("id: arr"));
        }
        Path file = folder.resolve("cut.zip");
        for (int missing : List.of(1, 40, whole.size() - 30)) {
            Files.write(file, Arrays.copyOf(whole.toByteArray(), whole.size() - missing));
            assertThatThrownBy(() -> BundleZip.read(file, BOUNDS))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("damaged or incomplete");
        }
    }

    @Test
    void aBombIsNotUnpacked() {
        assertThatThrownBy(() -> read(zip -> entry(zip, "metrics/bomb.yaml", new byte[2_000_000])))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("1000000 bytes");
    }

    @Test
    void tooManyEntriesAreRefused() {
        assertThatThrownBy(() -> read(zip -> {
                    for (int i = 0; i < 11; i++) {
                        entry(zip, "metrics/m" + i + ".yaml", text("x"));
                    }
                }))
                .hasMessageContaining("10 entries");
    }

    @Test
    void ofAWorkbookTheBundleHasTheTable() throws IOException {
        RuleBundle bundle =
                read(zip -> entry(zip, "thresholds/seats.drl.xlsx", workbook("<c><v>85</v></c><c><v>90</v></c>")));

        assertThat(bundle.files()).containsExactly(java.util.Map.entry("thresholds/seats.drl.xlsx", "85,90\n"));
    }

    @Test
    void aWorkbookThatIsNotATableIsRefusedWithItsCell() {
        assertThatThrownBy(() ->
                        read(zip -> entry(zip, "thresholds/seats.drl.xlsx", workbook("<c><f>1+1</f><v>2</v></c>"))))
                .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.errors())
                        .singleElement()
                        .satisfies(
                                fault -> assertThat(fault.detail()).startsWith("Cell A1: The cell holds a formula.")));
    }

    @Test
    void aBombInAWorkbookIsNotUnpacked() {
        assertThatThrownBy(
                        () -> read(zip -> entry(zip, "thresholds/seats.drl.xlsx", zipOf("xl/x", new byte[5_000_000]))))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("Unpacked, the workbook has more than");
    }

    private static byte[] workbook(String row) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            entry(
                    zip,
                    "xl/_rels/workbook.xml.rels",
                    text("<r><Relationship Id='a' Target='worksheets/sheet1.xml'/></r>"));
            entry(zip, "xl/workbook.xml", text("<workbook><sheets><sheet name='x' id='a'/></sheets></workbook>"));
            entry(
                    zip,
                    "xl/worksheets/sheet1.xml",
                    text("<worksheet><sheetData><row>" + row + "</row></sheetData></worksheet>"));
        }
        return bytes.toByteArray();
    }

    private static byte[] zipOf(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            entry(zip, name, content);
        }
        return bytes.toByteArray();
    }

    @Test
    void aPathOutsideTheBundleIsRefused() {
        for (String path : List.of("metrics/../../x.yaml", "/metrics/x.yaml", "metrics\\x.yaml")) {
            assertThatThrownBy(() -> read(zip -> entry(zip, path, text("x"))))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("'" + path + "'");
        }
    }

    @Test
    void aFileThatIsNotTextIsRefused() {
        assertThatThrownBy(() -> read(zip -> entry(zip, "metrics/x.yaml", new byte[] {(byte) 0xff, (byte) 0xfe})))
                .hasMessageContaining("UTF-8");
    }

    @Test
    void anEmptyBundleIsRefused() {
        assertThatThrownBy(() -> read(zip -> entry(zip, "other/x.yaml", text("x"))))
                .hasMessageContaining("thresholds");
    }
}
