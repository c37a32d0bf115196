package io.tidewatch.benchmarks.base;

import java.util.List;

/**
 * One file of a base: the records of one kind, or a part of the truth. A further kind of record is one more of these, listed
 * in {@link CustomerBase}.
 */
interface RecordFile {

    /** The name of the mapping that reads the file, which is also its name. */
    String name();

    /** The columns, as the mapping names them. */
    List<String> columns();

    /** Writes the records of one account. */
    void write(AccountHistory account, Rows rows);
}
