package io.tidewatch.ingestion.account;

import io.tidewatch.ingestion.record.FurtherFields;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.Formula;

/** An account as requests edit it; imports write the same table with set-based SQL. */
@Entity(name = "Account")
@Table(name = "account")
class AccountEntity {

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

    String name;
    String segment;

    @Column(name = "business_model")
    String businessModel;

    @Column(name = "lifecycle_stage")
    String lifecycleStage;

    String industry;
    String country;

    @Column(name = "csm_email")
    String csmEmail;

    @Column(name = "sales_owner_email")
    String salesOwnerEmail;

    @Column(name = "signup_date")
    LocalDate signupDate;

    /** The day from which on this version holds; null for the day on which it became known. */
    @Column(name = "valid_from")
    LocalDate validFrom;

    /** Those without a column of their own, as JSON text. */
    @ColumnTransformer(read = "cast(fields as text)", write = "cast(cast(? as text) as jsonb)")
    String fields;

    /** The custom attributes as JSON text, written by imports only. */
    @Formula("jsonb_pretty(attributes)")
    String customAttributes;

    LocalDate holdsFrom() {
        return validFrom != null ? validFrom : LocalDate.ofInstant(knownAt, ZoneOffset.UTC);
    }

    AccountAttributes attributes() {
        return new AccountAttributes(
                name,
                segment,
                businessModel,
                lifecycleStage,
                industry,
                country,
                csmEmail,
                salesOwnerEmail,
                signupDate,
                FurtherFields.read(fields));
    }

    void set(AccountAttributes attributes) {
        name = attributes.name();
        segment = attributes.segment();
        businessModel = attributes.businessModel();
        lifecycleStage = attributes.lifecycleStage();
        industry = attributes.industry();
        country = attributes.country();
        csmEmail = attributes.csmEmail();
        salesOwnerEmail = attributes.salesOwnerEmail();
        signupDate = attributes.signupDate();
        fields = attributes.further().toString();
    }
}
