package io.tidewatch.ingestion;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.tidewatch.testsuite.TestDatabaseResource;
import io.tidewatch.testsuite.TestTokensResource;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The service with a real database and an issuer of tokens. All tests share one start of it, and one database. */
@WithTestResource(
        value = TestDatabaseResource.class,
        initArgs = {
            @ResourceArg(name = "schema", value = "ingestion"),
            @ResourceArg(name = "database", value = "ingestion_test")
        })
@WithTestResource(TestTokensResource.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
public @interface IngestionTest {}
