package io.tidewatch.dispatch.standin;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.tidewatch.testsuite.TestDatabaseResource;
import io.tidewatch.testsuite.TestTokensResource;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What every test of the running service has around it. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@WithTestResource(value = TestDatabaseResource.class, initArgs = @ResourceArg(name = "schema", value = "dispatch"))
@WithTestResource(TestTokensResource.class)
@WithTestResource(Surroundings.class)
public @interface DispatchTest {}
