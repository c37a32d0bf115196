package io.tidewatch.engine.fact;

import io.tidewatch.engine.client.ingestion.model.AccountChange;
import io.tidewatch.engine.client.ingestion.model.AccountMetrics;
import io.tidewatch.rule.playbook.Audience;
import java.util.Objects;
import java.util.UUID;

/**
 * What account-ingestion published of one account.
 *
 * @param accountId canonical id
 * @param attributes name, owners, sponsors, …
 * @param metrics values with the definitions they were computed by
 * @param cause the change that caused the latest one; may be null
 * @param hops how many services that change has passed through, this one included
 * @param judgedAs what its flags follow from, see {@link io.tidewatch.rule.judging.Settled}; null when that is not known
 * @param traceparent the trace context of what it was marked for; null when time alone has it judged, and outside of traces
 */
public record AccountFact(
        String accountId,
        AccountChange attributes,
        AccountMetrics metrics,
        UUID cause,
        int hops,
        String judgedAs,
        String traceparent) {

    /** The same account in a trace of its own; null for none. */
    public AccountFact tracedBy(String context) {
        return new AccountFact(accountId, attributes, metrics, cause, hops, judgedAs, context);
    }

    /** E-mail address of the account's own person of an audience; null when it names none. */
    public String ownEmail(Audience audience) {
        return switch (audience) {
            case CSM -> attributes.getCsmEmail();
            case SALES -> attributes.getSalesOwnerEmail();
            case PRODUCT, SUPPORT ->
                attributes.getFields() == null
                        ? null
                        : Objects.toString(attributes.getFields().get(audience.ownerAttribute()), null);
            case CS_LEADERSHIP, EXECUTIVE, CRM -> null;
        };
    }
}
