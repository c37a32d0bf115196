package io.tidewatch.dispatch.message;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** One try to send a message. */
@Entity
@Immutable
@Table(name = "delivery")
@IdClass(DeliveryEntity.Key.class)
class DeliveryEntity {

    @Id
    @Column(name = "message_id", insertable = false, updatable = false)
    UUID messageId;

    @Id
    int attempt;

    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "message_id", insertable = false, updatable = false)
    MessageEntity message;

    OffsetDateTime at;
    String outcome;
    String detail;

    /** Message and number of the try. */
    record Key(UUID messageId, int attempt) implements Serializable {}
}
