package io.tidewatch.testsuite;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Makes a `@QuarkusTest` trust the tokens of {@link TestTokens}: `@WithTestResource(TestTokensResource.class)`. */
public final class TestTokensResource implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        return TestTokens.settings();
    }

    @Override
    public void stop() {
        // The issuer serves the other tests of this process, too, and ends with it.
    }
}
