package io.tidewatch.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DebianLayerTest {

    private static final DebianPackages PACKAGES = new DebianPackages();

    @TempDir
    Path folder;

    @Test
    void whatARuntimeNeedsIsInAndNoShellIs() throws IOException {
        assumeDebian();
        DebianLayer.Made made = make();

        Map<String, Path> files = made.layer().files();
        assertThat(files.keySet())
                .anyMatch(path -> path.matches("/lib.*/ld-linux.*"))
                .anyMatch(path -> path.endsWith("/libc.so.6"))
                .anyMatch(path -> path.endsWith("/libm.so.6"))
                .contains("/usr/bin/sleep", "/usr/share/zoneinfo/Europe/Berlin", "/usr/lib/locale/C.utf8/LC_CTYPE")
                .contains("/etc/passwd", "/etc/nsswitch.conf", "/tmp")
                .noneMatch(path -> path.endsWith("/sh") || path.endsWith("/bash"));
        assertThat(made.packages())
                .extracting(DebianPackages.Installed::name)
                .contains("libc6", "tzdata", "ca-certificates", "coreutils")
                .allSatisfy(name -> assertThat(files)
                        .containsKeys("/var/lib/dpkg/status.d/" + name, "/usr/share/doc/" + name + "/copyright"));
    }

    /** Companies add their own authorities to their machines; an image for others must not trust these. */
    @Test
    void certificatesAreThoseOfThePackageNotThoseOfTheMachine() throws Exception {
        assumeDebian();
        Path bundle = make().layer().files().get("/etc/ssl/certs/ca-certificates.crt");
        Map<String, Path> authorities = DebianLayer.authorities(PACKAGES);

        assertThat(authorities).hasSizeGreaterThan(50);
        assertThat(authorities.values()).allMatch(file -> file.startsWith("/usr/share/ca-certificates"));
        try (InputStream in = Files.newInputStream(bundle)) {
            assertThat(CertificateFactory.getInstance("X.509").generateCertificates(in))
                    .hasSameSizeAs(authorities.keySet());
        }
    }

    @Test
    void trustStoresOfEqualCertificatesAreEqualAndReadable() throws Exception {
        assumeDebian();
        Map<String, Path> authorities = DebianLayer.authorities(PACKAGES);
        JavaRuntime.trust(authorities, folder.resolve("one"));
        JavaRuntime.trust(authorities, folder.resolve("other"));

        assertThat(folder.resolve("one")).hasSameBinaryContentAs(folder.resolve("other"));
        java.security.KeyStore store =
                java.security.KeyStore.getInstance(folder.resolve("one").toFile(), (char[]) null);
        assertThat(store.size()).isEqualTo(authorities.size());
    }

    @Test
    void aMissingPackageIsNamedWithTheCommandThatInstallsIt() {
        assumeDebian();
        assertThatThrownBy(() -> PACKAGES.filesOf("tidewatch-fantasy"))
                .hasMessage("The images take files from the Debian package tidewatch-fantasy, which is not installed: "
                        + "apt-get install tidewatch-fantasy.");
    }

    @Test
    void aFileOfUnknownOriginIsRefused() throws IOException {
        assumeDebian();
        Path file = Files.createFile(folder.resolve("libunknown.so.1"));
        assertThatThrownBy(() -> PACKAGES.ownerOf(file))
                .hasMessageStartingWith("The images need " + file + ", which does not come from a Debian package");
    }

    @Test
    void aMachineWithoutDebianPackagesIsSentToTheDockerfiles() {
        assertThatThrownBy(() -> new DebianPackages("dpkg-query-that-is-not-there").installed("libc6"))
                .hasMessageContaining("there is no dpkg-query on this machine")
                .hasMessageContaining("services/*/Dockerfile");
    }

    @Test
    void aJdkOfAnotherReleaseIsRefused() throws IOException {
        Files.writeString(
                folder.resolve("release"), "JAVA_RUNTIME_VERSION=\"21.0.4+7-LTS\"\nIMPLEMENTOR=\"Somebody\"\n");
        assertThatThrownBy(() -> JavaRuntime.link(folder, Map.of(), folder))
                .hasMessageStartingWith("The images run on Java 25, but the JDK in " + folder + " is 21.0.4+7.");
    }

    private static void assumeDebian() {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/dpkg-query")),
                "Images are made of the files of Debian packages; this machine has no dpkg-query.");
    }

    private DebianLayer.Made make() throws IOException {
        JavaRuntime runtime = new JavaRuntime(Path.of(System.getProperty("java.home")), "25", "any");
        return DebianLayer.make(PACKAGES, runtime, folder.resolve("work"));
    }
}
