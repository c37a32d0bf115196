package io.tidewatch.engine.bundle;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;

/** A bundle, without its files. */
@Entity
@Table(name = "rule_bundle")
// By name, so that it is translated at the start: the first HQL takes seconds, which would block an event loop.
@NamedQuery(name = BundleEntity.NEWEST_FIRST, query = "from BundleEntity where number < ?1 order by number desc")
class BundleEntity {

    static final String NEWEST_FIRST = "BundleEntity.newestFirst";

    @Id
    String hash;

    // Drawn by the database; the newest bundle has the largest.
    @Column(insertable = false, updatable = false)
    Long number;

    @Enumerated(EnumType.STRING)
    BundleState state;

    @Enumerated(EnumType.STRING)
    BundleOrigin origin;

    /** What it is for, as its uploader wrote. */
    String label;

    @Column(name = "uploaded_by")
    String uploadedBy;

    @Column(name = "catalogue_hash")
    String catalogueHash;

    Integer thresholds;
    Integer playbooks;
    Integer scenarios;

    @Column(name = "problem_count")
    int problemCount;

    /** The first problems, as a JSON list of the contract's Fault. */
    String problems;

    @Column(name = "received_at")
    OffsetDateTime receivedAt;

    @Column(name = "activated_at")
    OffsetDateTime activatedAt;

    /** Becomes active by itself once it is valid. */
    boolean activate;
}
