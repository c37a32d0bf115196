package io.tidewatch.engine.fact;

import io.tidewatch.engine.client.ingestion.model.AccountChange;
import io.tidewatch.engine.client.ingestion.model.AccountMetrics;
import java.util.UUID;

/**
 * What account-ingestion told of one account.
 *
 * @param accountId canonical id
 * @param attributes name, owners, sponsors, …
 * @param metrics values with the definitions they were computed by
 * @param cause what the latest change follows from; may be null
 * @param hops how many services that has passed through, this one included
 */
public record AccountFact(String accountId, AccountChange attributes, AccountMetrics metrics, UUID cause, int hops) {}
