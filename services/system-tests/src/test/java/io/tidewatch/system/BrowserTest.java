package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The report in a browser, on a desktop and on a phone. */
@Order(3)
class BrowserTest {

    private static final List<String> KNOWN_PLACES =
            List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

    private static World world;
    private static Playwright playwright;
    private static Browser browser;

    @BeforeAll
    static void start() {
        Optional<Path> installed =
                KNOWN_PLACES.stream().map(Path::of).filter(Files::isExecutable).findFirst();
        Map<String, String> environment = new HashMap<>(System.getenv());
        installed.ifPresent(path -> environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"));
        BrowserType.LaunchOptions options = new BrowserType.LaunchOptions()
                .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"));
        installed.ifPresent(options::setExecutablePath);
        try {
            playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
            browser = playwright.chromium().launch(options);
        } catch (RuntimeException e) {
            // Not always a PlaywrightException: a browser that cannot be fetched ends in a plain one.
            Assumptions.abort("THE BROWSER TESTS WERE LEFT OUT: no Chromium was found at " + KNOWN_PLACES
                    + ", and Playwright could not fetch one ("
                    + e.getMessage().lines().findFirst().orElse("") + ")");
        }
        world = World.get();
    }

    @AfterAll
    static void end() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"desktop, 1280, 900", "phone, 390, 844"})
    void aLeaderLogsInAndSeesWhoIsAtRiskAndWhy(String device, int width, int height) {
        try (BrowserContext context =
                browser.newContext(new Browser.NewContextOptions().setViewportSize(width, height))) {
            Page page = context.newPage();
            page.navigate(world.suite().settings().urlOf("reporting") + "/");
            page.fill("#username", "leah");
            page.fill("#password", "tidewatch");
            page.click("#kc-login");
            page.waitForSelector("text=Alder Bank");
            String text = page.innerText("body");
            assertThat(text).contains("we wrote 3 times").contains("Cobalt Insurance");
            assertThat(page.querySelectorAll("svg")).isNotEmpty();
            assertThat((boolean) page.evaluate(
                            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                    .as("the page is no wider than the window")
                    .isTrue();
            page.screenshot(new Page.ScreenshotOptions()
                    .setFullPage(true)
                    .setPath(Path.of("target", "screenshots", "report-" + device + ".png")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/runs/", "/#run-"})
    void theLinkOfAMailLeadsToItsRunAlsoWhenALoginIsOnTheWay(String link) {
        UUID run = UUID.randomUUID();
        try (BrowserContext context = browser.newContext()) {
            Page page = context.newPage();
            page.navigate(world.suite().settings().urlOf("reporting") + link + run);
            page.fill("#username", "leah");
            page.fill("#password", "tidewatch");
            page.click("#kc-login");
            page.waitForURL(world.suite().settings().urlOf("reporting") + "/#run-" + run);
        }
    }
}
