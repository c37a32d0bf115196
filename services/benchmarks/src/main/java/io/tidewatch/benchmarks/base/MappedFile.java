package io.tidewatch.benchmarks.base;

import io.tidewatch.suite.example.ShippedMapping;

/** The records of one kind, with the columns of the mapping that reads them first; the file is named after the mapping. */
interface MappedFile extends RecordFile {

    /** The mapping that reads the file. */
    ShippedMapping mapping();

    @Override
    default String name() {
        return mapping().mappingName();
    }
}
