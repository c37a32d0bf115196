package io.tidewatch.ingestion.mapping;

import io.tidewatch.problem.ProblemType;

/** Problems with mapping files. */
public enum MappingProblem implements ProblemType {
    /** No mapping of that name. */
    MAPPING_NOT_FOUND(404, "Mapping not found"),
    /** An upload names a mapping that is not there. */
    MAPPING_UNKNOWN(422, "Unknown mapping"),
    /** It cannot be used as it is. */
    MAPPING_NOT_USABLE(422, "The mapping cannot be used"),
    /** It came with the service. */
    MAPPING_BUILT_IN(409, "The mapping belongs to the service");

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
