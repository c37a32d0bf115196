package io.tidewatch.reporting.shown;

import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Sessions;
import io.tidewatch.problem.TemporaryFailure;
import io.tidewatch.reporting.retention.RetentionReport;
import io.tidewatch.reporting.retention.RetentionReport.Group;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.reactive.mutiny.Mutiny;

/** Keeps the figures that were shown, so that a figure quoted later can be found with its definition and its day. */
@ApplicationScoped
public class ShownReports {

    // A bounded number at a time, so that no reader waits for long; more than one, so that a backlog shrinks.
    private static final String FORGET = """
            with old as (
                select id from shown_report
                where last_shown_at < business_now() - make_interval(secs => :seconds)
                order by last_shown_at limit 50 for update skip locked),
            surplus as (
                select id from shown_report order by last_shown_at desc offset :room limit 50 for update skip locked)
            delete from shown_report where id in (select id from old union select id from surplus)
            """;

    private final Sessions sessions;
    private final ShownConfig config;

    public ShownReports(Sessions sessions, ShownConfig config) {
        this.sessions = sessions;
        this.config = config;
    }

    /**
     * Keeps the figures of the report; the same figures again are counted, not kept twice. The same transaction
     * deletes reports that are too old or too many.
     *
     * @param times how often it is shown now; at least 1
     */
    public Uni<Void> keep(RetentionReport report, int times) {
        List<ShownFigure> figures = figures(report);
        String hash = hash(report, figures);
        return Uni.createFrom()
                .deferred(() -> sessions.inTransaction(session -> keep(session, shown(report, times, hash, figures))))
                .plug(TemporaryFailure::retried)
                // Two readers at the same moment: the second finds what the first has kept.
                .onFailure(ConstraintViolationException.class)
                .retry()
                .atMost(2);
    }

    private Uni<Void> keep(Mutiny.Session session, ShownReport report) {
        // SQL, because the first translation of an HQL statement would hold up the event loop.
        return session.createNativeQuery(
                        "update shown_report set last_shown_at = greatest(last_shown_at, :now), times_shown = times_shown + :times"
                                + " where content_hash = :hash")
                .setParameter("now", report.lastShownAt.atOffset(ZoneOffset.UTC))
                .setParameter("times", report.timesShown)
                .setParameter("hash", report.contentHash)
                .executeUpdate()
                .flatMap(updated -> updated > 0
                        ? Uni.createFrom().voidItem()
                        : forget(session).flatMap(gone -> session.persist(report)));
    }

    private Uni<Integer> forget(Mutiny.Session session) {
        return session.createNativeQuery(FORGET)
                .setParameter("seconds", (double) config.keepFor().toSeconds())
                .setParameter("room", config.most() - 1)
                .executeUpdate();
    }

    private static ShownReport shown(RetentionReport report, int times, String hash, List<ShownFigure> figures) {
        ShownReport shown = new ShownReport();
        shown.id = UUID.randomUUID();
        shown.contentHash = hash;
        shown.asOf = report.asOf();
        shown.fromDay = report.from();
        shown.segment = report.selection().segment();
        shown.csm = report.selection().csm();
        shown.firstShownAt = report.shownAt();
        shown.lastShownAt = report.shownAt();
        shown.timesShown = times;
        shown.figures.addAll(figures);
        return shown;
    }

    private static List<ShownFigure> figures(RetentionReport report) {
        List<ShownFigure> figures = new ArrayList<>();
        figures.add(ShownFigure.of("grr", "ALL", "", report.grr()));
        figures.add(ShownFigure.of("nrr", "ALL", "", report.nrr()));
        figures.add(ShownFigure.of("logo-churn", "ALL", "", report.logoChurn()));
        figures.add(ShownFigure.of("arr", "ALL", "", report.arr()));
        figures.add(ShownFigure.of("arr-at-risk", "ALL", "", report.arrAtRisk()));
        addGroups(figures, "SEGMENT", report.bySegment());
        addGroups(figures, "CSM", report.byCsm());
        return figures;
    }

    private static void addGroups(List<ShownFigure> figures, String dimension, List<Group> groups) {
        for (Group group : groups) {
            figures.add(ShownFigure.of("grr", dimension, group.key(), group.grr()));
            figures.add(ShownFigure.of("nrr", dimension, group.key(), group.nrr()));
            figures.add(ShownFigure.of("arr", dimension, group.key(), group.arr()));
            figures.add(ShownFigure.of("arr-at-risk", dimension, group.key(), group.arrAtRisk()));
        }
    }

    private static String hash(RetentionReport report, List<ShownFigure> figures) {
        StringBuilder content = new StringBuilder()
                .append(report.asOf())
                .append('\t')
                .append(report.from())
                .append('\t')
                .append(report.selection())
                .append('\n');
        figures.forEach(figure -> content.append(figure.line()).append('\n'));
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(content.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
