package io.tidewatch.reporting.web;

import io.tidewatch.reporting.export.CsvFiles;
import io.tidewatch.reporting.export.CsvFiles.CsvFile;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import java.io.File;
import java.time.LocalDate;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Gives CSV answers a file name that says what is in it and of which day, so that a browser saves them. */
@ApplicationScoped
public class CsvDownload {

    private static final Logger LOG = Logger.getLogger(CsvDownload.class);
    private static final MediaType CSV = new MediaType("text", "csv");
    private static final String NAME = CsvDownload.class.getName();

    private final RoutingContext request;
    private final CsvFiles files;

    public CsvDownload(RoutingContext request, CsvFiles files) {
        this.request = request;
        this.files = files;
    }

    /** Names the answer of this request. */
    void name(String content, LocalDate day) {
        request.put(NAME, content + "-" + day + ".csv");
    }

    /** Names the answer of this request, and deletes the file when the answer has ended. */
    File send(String content, CsvFile csv) {
        name(content, csv.day());
        AtomicBoolean deleted = new AtomicBoolean();
        Runnable delete = () -> {
            if (deleted.compareAndSet(false, true)) {
                files.delete(csv.file())
                        .subscribe()
                        .with(
                                done -> {},
                                failure -> LOG.warnf("Could not delete a temporary file: %s", failure.getMessage()));
            }
        };
        request.addEndHandler(ended -> delete.run());
        if (request.response().closed()) {
            // The client went away before the file was finished.
            delete.run();
        }
        return csv.file();
    }

    /** Adds the headers to successful CSV answers. */
    @ServerResponseFilter
    public void propose(ContainerResponseContext response) {
        if (response.getStatus() == 200
                && response.getMediaType() != null
                && CSV.isCompatible(response.getMediaType())) {
            String name = request.get(NAME);
            response.getHeaders().putSingle("Content-Disposition", "attachment; filename=\"" + name + "\"");
            response.getHeaders().putSingle("Content-Type", "text/csv; charset=UTF-8; header=present");
        }
    }
}
