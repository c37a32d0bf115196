package io.tidewatch.benchmarks.base;

/**
 * One file of a base: the records of one kind, or a part of the truth. A further kind of record is one more {@link RecordFile},
 * listed in {@link BaseFiles}. Without state, so that several threads can write accounts at once.
 */
interface RecordFile {

    /** The name of the file. */
    String name();

    /** Fields and columns. */
    Layout layout();

    /** Writes the records of one account, the same for the same account. */
    void write(AccountHistory account, RecordSink rows);

    /** Writes the records that belong to no account, before those of all accounts. */
    default void writeWithoutAccount(BaseSettings base, RecordSink rows) {}
}
