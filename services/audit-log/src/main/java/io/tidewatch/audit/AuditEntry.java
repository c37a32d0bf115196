package io.tidewatch.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;

/**
 * One entry of the audit log: {@code AuditEntry} in the contracts.
 *
 * @param id number of the entry; gaps mean nothing
 * @param at real time
 * @param actor who did it; null once the name was erased
 * @param actorKey stands for the actor in the chain
 * @param actorKind PERSON or SYSTEM
 * @param action name of an {@link Action}, or FORGOTTEN
 * @param kind of what was changed
 * @param target id of what was changed; null once it was erased
 * @param targetKey stands for the target in the chain
 * @param accountId the account that it concerns; null for none and once it was erased
 * @param accountKey stands for the account in the chain; null for none
 * @param change details
 * @param seq place in the chain; null until the entry is sealed
 * @param hash in hex; null until the entry is sealed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditEntry(
        long id,
        Instant at,
        String actor,
        UUID actorKey,
        String actorKind,
        String action,
        String kind,
        String target,
        UUID targetKey,
        String accountId,
        UUID accountKey,
        JsonNode change,
        Long seq,
        String hash) {}
