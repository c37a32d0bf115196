package io.tidewatch.dispatch.message;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** A message with its deliveries, for reading only; {@link MessageStore} writes messages. */
@Entity
@Immutable
@Table(name = "message")
class MessageEntity {

    @Id
    UUID id;

    @Column(name = "action_id")
    String actionId;

    String kind;
    String step;
    String channel;
    String audience;
    String recipient;
    String replaced;

    @Column(name = "account_id")
    String accountId;

    @Column(name = "run_id")
    UUID runId;

    @Column(name = "drill_id")
    UUID drillId;

    String subject;

    @Column(name = "text_body")
    String text;

    @Column(name = "message_id")
    String messageId;

    String state;
    int attempts;

    @Column(name = "created_at")
    OffsetDateTime createdAt;

    @Column(name = "delivered_at")
    OffsetDateTime deliveredAt;

    @Column(name = "next_attempt_at")
    OffsetDateTime nextAttemptAt;

    @OneToMany(mappedBy = "message", fetch = FetchType.LAZY)
    @OrderBy("attempt")
    List<DeliveryEntity> deliveries;
}
