package io.tidewatch.reporting.page;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import io.tidewatch.reporting.retention.RetentionReport;
import jakarta.enterprise.context.ApplicationScoped;

/** The report as a page that needs no script. */
@ApplicationScoped
public class RetentionPage {

    /**
     * The page as HTML.
     *
     * @param reader who is logged in
     */
    public Uni<String> render(RetentionReport report, String reader) {
        return Templates.retention(PageModels.of(report, reader)).createUni();
    }

    @CheckedTemplate(basePath = "RetentionPage")
    static final class Templates {

        private Templates() {}

        static native TemplateInstance retention(PageModel page);
    }
}
