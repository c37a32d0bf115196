package io.tidewatch.rule.threshold;

/** What rules can read of an account beside its metrics. Each may be unknown, and then no condition on it holds. */
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
    SALES_EMAIL("salesEmail");

    private final String property;

    AccountAttribute(String property) {
        this.property = property;
    }

    /** The name rules use. */
    public String property() {
        return property;
    }
}
