package io.tidewatch.ingestion.imports;

import io.tidewatch.ingestion.csv.CsvRecord;
import io.tidewatch.ingestion.csv.CsvRecords;
import java.util.ArrayList;
import java.util.List;

/** Reads a file chunk by chunk. */
final class ChunkReader {

    /** Rows may be a megabyte long; a chunk ends early then. */
    private static final long MOST_BYTES = 4L << 20;

    private final CsvRecords records;
    private final RowReader reader;
    private final int mostRows;

    ChunkReader(CsvRecords records, RowReader reader, int mostRows) {
        this.records = records;
        this.reader = reader;
        this.mostRows = mostRows;
    }

    /** The next chunk; one without rows only at the end of the file. */
    ImportChunk next() {
        List<ImportedRow> rows = new ArrayList<>(mostRows);
        List<RowIssue> issues = new ArrayList<>();
        long start = records.offset();
        boolean last = false;
        while (!last && rows.size() + issues.size() < mostRows && records.offset() - start < MOST_BYTES) {
            CsvRecord csv = records.read();
            last = csv == null;
            if (!last) {
                reader.read(csv, rows, issues);
                if (csv.readable() && !reader.fits(csv)) {
                    records.readAgainFromSecondLine(csv);
                }
            }
        }
        return new ImportChunk(rows, issues, records.offset(), records.line(), last);
    }
}
