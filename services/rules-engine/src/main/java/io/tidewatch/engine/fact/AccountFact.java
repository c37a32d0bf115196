package io.tidewatch.engine.fact;

import io.tidewatch.engine.client.ingestion.model.AccountChange;
import io.tidewatch.engine.client.ingestion.model.AccountMetrics;
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
 */
public record AccountFact(
        String accountId, AccountChange attributes, AccountMetrics metrics, UUID cause, int hops, String judgedAs) {}
