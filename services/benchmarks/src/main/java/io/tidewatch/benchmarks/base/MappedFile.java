package io.tidewatch.benchmarks.base;

import io.tidewatch.suite.example.ShippedMapping;
import java.util.List;

/** The records of one kind, in the columns of the mapping that reads them; the file is named after the mapping. */
interface MappedFile extends RecordFile {

    /** The mapping that reads the file. */
    ShippedMapping mapping();

    @Override
    default String name() {
        return mapping().mappingName();
    }

    @Override
    default List<String> columns() {
        return mapping().columns();
    }
}
