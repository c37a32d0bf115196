package io.tidewatch.engine.fact;

import io.tidewatch.engine.client.ingestion.model.AccountChange;
import io.tidewatch.engine.client.ingestion.model.AccountMetrics;
import io.tidewatch.rule.threshold.ThresholdResult;
import java.util.UUID;

/**
 * What account-ingestion published of one account.
 *
 * @param accountId canonical id
 * @param attributes name, owners, sponsors, …
 * @param metrics values with the definitions they were computed by
 * @param cause the change that caused the latest one; may be null
 * @param hops how many services that change has passed through, this one included
 */
public record AccountFact(String accountId, AccountChange attributes, AccountMetrics metrics, UUID cause, int hops) {

    /** Whether the account is known not to be a customer. */
    public boolean isNotACustomer() {
        return Boolean.FALSE.equals(metrics.getCustomer());
    }

    /** A result of judging the account, as it counts for one that may not be a customer. */
    public ThresholdResult counting(ThresholdResult result) {
        return isNotACustomer() ? result.whenNotACustomer() : result;
    }
}
