package io.tidewatch.benchmarks.base;

import java.util.List;

/**
 * One file of a base: the records of one kind, or a part of the truth. A further kind of record is one more {@link MappedFile},
 * listed in {@link CustomerBase}.
 */
interface RecordFile {

    /** The name of the file. */
    String name();

    /** The columns. */
    List<String> columns();

    /** Writes the records of one account. */
    void write(AccountHistory account, Rows rows);
}
