package io.tidewatch.engine.standin;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.testsuite.TestDatabaseResource;
import io.tidewatch.testsuite.TestTokensResource;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The service with a real database, tokens and stand-ins of its peers. */
@QuarkusTest
@WithTestResource(TestTokensResource.class)
@WithTestResource(Peers.class)
@WithTestResource(
        value = TestDatabaseResource.class,
        initArgs = @io.quarkus.test.common.ResourceArg(name = "schema", value = "rules"))
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface EngineTest {}
