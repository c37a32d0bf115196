package io.tidewatch.suite.postgres;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The part of the database that one service owns: a schema, and a user who sees nothing else. */
public enum ServiceSchema {
    INGESTION("ingestion", "account-ingestion"),
    RULES("rules", "rules-engine"),
    DISPATCH("dispatch", "notification-dispatch"),
    REPORTING("reporting", "reporting");

    private final String schemaName;
    private final String service;

    ServiceSchema(String schemaName, String service) {
        this.schemaName = schemaName;
        this.service = service;
    }

    /** The name of the schema and of its user. */
    public String schemaName() {
        return schemaName;
    }

    /** The service that owns it. */
    public String service() {
        return service;
    }

    /**
     * The schema of that name.
     *
     * @throws IllegalArgumentException naming the known ones
     */
    public static ServiceSchema named(String name) {
        return Arrays.stream(values())
                .filter(schema -> schema.schemaName.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no schema \"" + name + "\"; there are "
                        + Arrays.stream(values()).map(ServiceSchema::schemaName).collect(Collectors.joining(", "))));
    }

    /** The schema of that service. */
    public static ServiceSchema of(String service) {
        return Arrays.stream(values())
                .filter(schema -> schema.service.equals(service))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no service \"" + service + "\""));
    }
}
