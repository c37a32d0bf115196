package io.tidewatch.rule.threshold;

import io.tidewatch.metric.BusinessModel;
import io.tidewatch.metric.LifecycleStage;
import java.util.Arrays;
import java.util.List;

/**
 * What rules can read of an account beside its metrics. The one list of these facts: rules, scenarios, FACTS.md and the
 * service all read it. Each may be unknown; a condition on an
 * unknown attribute never holds. The property has the name that the attribute has in the feed of account-ingestion.
 */
public enum AccountAttribute {
    SEGMENT("segment", "the segment, as the source names it"),
    BUSINESS_MODEL("businessModel", "how the customer buys", BusinessModel.values()),
    LIFECYCLE_STAGE("lifecycleStage", "stage of the customer relationship", LifecycleStage.values()),
    COUNTRY("country", "the country, as the source names it"),
    INDUSTRY("industry", "the industry, as the source names it"),
    CSM_EMAIL("csmEmail", "e-mail address of the customer success manager"),
    SALES_OWNER_EMAIL("salesOwnerEmail", "e-mail address of the sales owner");

    private final String property;
    private final String meaning;
    private final List<String> words;

    AccountAttribute(String property, String meaning, Enum<?>... words) {
        this.property = property;
        this.meaning = meaning;
        this.words = Arrays.stream(words).map(Enum::name).toList();
    }

    /** The name rules and scenarios use. */
    public String property() {
        return property;
    }

    /** What it is, for people: a phrase without a full stop. */
    public String meaning() {
        return meaning;
    }

    /** The only values it can have; empty when it can have any. */
    public List<String> words() {
        return words;
    }
}
