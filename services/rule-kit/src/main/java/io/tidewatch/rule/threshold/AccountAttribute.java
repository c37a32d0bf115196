package io.tidewatch.rule.threshold;

/**
 * The attributes of an account that rules can read beside its metrics. Each may be unknown; a condition on an unknown
 * attribute never holds. The property has the name that the attribute has in account-ingestion's feed.
 */
public enum AccountAttribute {
    /** Segment as the customer system names it, e.g. Enterprise. */
    SEGMENT("segment"),
    /** ENTERPRISE, CONSUMPTION, PRODUCT_LED or SEAT_BASED. */
    BUSINESS_MODEL("businessModel"),
    /** IMPLEMENTATION, ADOPTION, ENGAGEMENT or RENEWAL. */
    LIFECYCLE_STAGE("lifecycleStage"),
    /** Country code or name as imported. */
    COUNTRY("country"),
    /** Industry as imported. */
    INDUSTRY("industry"),
    /** E-mail address of the account's CSM. */
    CSM_EMAIL("csmEmail"),
    /** E-mail address of the account's sales owner. */
    SALES_OWNER_EMAIL("salesOwnerEmail");

    private final String property;

    AccountAttribute(String property) {
        this.property = property;
    }

    /** The name rules use. */
    public String property() {
        return property;
    }
}
