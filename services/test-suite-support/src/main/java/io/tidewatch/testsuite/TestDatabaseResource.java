package io.tidewatch.testsuite;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/**
 * Gives a `@QuarkusTest` its datasource: `@WithTestResource(value = TestDatabaseResource.class, initArgs =
 * @ResourceArg(name = "schema", value = "rules"))`. The optional argument `database` names a database of its own.
 */
public final class TestDatabaseResource implements QuarkusTestResourceLifecycleManager {

    private String schema;
    private String database;

    @Override
    public void init(Map<String, String> arguments) {
        schema = arguments.get("schema");
        database = arguments.get("database");
        if (schema == null) {
            throw new IllegalArgumentException("TestDatabaseResource needs the argument \"schema\"");
        }
    }

    @Override
    public Map<String, String> start() {
        return (database == null ? TestDatabase.shared() : TestDatabase.named(database)).settings(schema);
    }

    @Override
    public void stop() {
        // The server serves the other tests of this process, too, and ends with it.
    }
}
