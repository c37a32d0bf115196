package io.tidewatch.ingestion.mapping;

import io.tidewatch.problem.ProblemType;

/** Problems with mapping files. */
public enum MappingProblem implements ProblemType {
    /** There is no mapping of that name. */
    MAPPING_NOT_FOUND(404, "Mapping not found"),
    /** An upload names a mapping that does not exist. */
    MAPPING_UNKNOWN(422, "Unknown mapping"),
    /** The mapping has faults, or no longer fits the kinds of the newest catalogue; each fault is listed. */
    MAPPING_NOT_USABLE(422, "The mapping cannot be used"),
    /** The mapping ships with the service and cannot be changed. */
    MAPPING_BUILT_IN(409, "The mapping ships with the service");

    private final int status;
    private final String title;

    MappingProblem(int status, String title) {
        this.status = status;
        this.title = title;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }
}
