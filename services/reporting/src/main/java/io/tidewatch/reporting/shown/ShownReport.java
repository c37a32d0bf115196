package io.tidewatch.reporting.shown;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A report as it was shown, once per content. */
@Entity
@Table(name = "shown_report")
class ShownReport {

    @Id
    UUID id;

    @Column(name = "content_hash", updatable = false)
    String contentHash;

    @Column(name = "as_of", updatable = false)
    LocalDate asOf;

    @Column(name = "from_day", updatable = false)
    LocalDate fromDay;

    @Column(updatable = false)
    String segment;

    @Column(updatable = false)
    String csm;

    @Column(name = "first_shown_at", updatable = false)
    Instant firstShownAt;

    @Column(name = "last_shown_at")
    Instant lastShownAt;

    @Column(name = "times_shown")
    long timesShown;

    @ElementCollection
    @CollectionTable(name = "shown_figure", joinColumns = @JoinColumn(name = "report_id"))
    @OrderColumn(name = "place")
    List<ShownFigure> figures = new ArrayList<>();
}
