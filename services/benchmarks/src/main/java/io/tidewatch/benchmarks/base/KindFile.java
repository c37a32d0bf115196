package io.tidewatch.benchmarks.base;

/** The records of a kind that the bundle declares; the file is named after the kind, and its columns after the fields. */
interface KindFile extends RecordFile {

    @Override
    default String name() {
        return layout().kind();
    }
}
