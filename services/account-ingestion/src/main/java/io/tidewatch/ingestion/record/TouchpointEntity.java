package io.tidewatch.ingestion.record;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.Formula;

/** A touchpoint as requests edit it; imports write the same table with set-based SQL. */
@Entity(name = "Touchpoint")
@Table(name = "touchpoint")
class TouchpointEntity {

    @Id
    String id;

    @Version
    long version;

    @Column(updatable = false)
    String source;

    @Column(name = "external_id", updatable = false)
    String externalId;

    @Column(name = "content_hash", updatable = false)
    String contentHash;

    @Column(name = "known_at")
    Instant knownAt;

    @Column(name = "account_id")
    String accountId;

    String kind;

    @Column(name = "meeting_kind")
    String meetingKind;

    String status;
    String direction;

    @Column(name = "contact_ids")
    String[] contactIds;

    @Column(name = "colleague_email")
    String colleagueEmail;

    @Column(name = "occurred_at")
    Instant occurredAt;

    Boolean answered;

    @Column(name = "answered_at")
    Instant answeredAt;

    @Column(name = "booked_at")
    Instant bookedAt;

    /** Those without a column of their own, as JSON text. */
    @ColumnTransformer(read = "cast(fields as text)", write = "cast(cast(? as text) as jsonb)")
    String fields;

    /** The custom attributes as JSON text, written by imports only. */
    @Formula("jsonb_pretty(attributes)")
    String customAttributes;
}
