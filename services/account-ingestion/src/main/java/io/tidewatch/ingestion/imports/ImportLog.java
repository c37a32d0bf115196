package io.tidewatch.ingestion.imports;

import io.tidewatch.ingestion.imports.ImportState.Counts;
import org.jboss.logging.Logger;

/** What an import that works leaves in the log: its begin and its end. Nothing of the file, not even its name, which may name a person. */
final class ImportLog {

    private static final Logger LOG = Logger.getLogger(ImportLog.class);

    private ImportLog() {}

    /** A replica begins with a file, or goes on where another one, or itself, ended. */
    static void begins(ImportClaim claim) {
        LOG.infof(
                "Import %s %s: %s of source %s, %d bytes",
                claim.id(),
                claim.nextOffset() == 0 ? "begins" : "continues with line " + claim.nextLine(),
                claim.mapping().kind(),
                claim.mapping().source(),
                claim.bytes());
    }

    /**
     * All rows have their outcome.
     *
     * @param counts of the whole file
     * @param nanos how long this replica has worked on it
     */
    static void done(ImportClaim claim, Counts counts, long nanos) {
        LOG.infof(
                "Import %s is done: %d rows, %d accepted, %d corrected, %d unchanged, %d conflicting, %d rejected;"
                        + " %.1f seconds",
                claim.id(),
                counts.rows(),
                counts.accepted(),
                counts.corrected(),
                counts.present(),
                counts.conflicts(),
                counts.rejected(),
                nanos / 1e9);
    }

    /** The file cannot be read; the reason may quote it. */
    static void failed(ImportClaim claim) {
        LOG.infof("Import %s failed; GET /v1/imports/%s gives the reason", claim.id(), claim.id());
    }
}
