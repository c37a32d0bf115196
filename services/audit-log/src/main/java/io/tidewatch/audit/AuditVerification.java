package io.tidewatch.audit;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What a check of the chain found: {@code AuditVerification} in the contracts.
 *
 * @param intact whether everything that was checked is as it was sealed
 * @param checked how many entries were looked at
 * @param lastSeq the last of them; null for none
 * @param lastHash its hash, in hex; null for none
 * @param broken the first one that is not as it was sealed; null for none
 * @param next the piece that follows; null at the end, or when something is broken
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditVerification(
        boolean intact, long checked, Long lastSeq, String lastHash, Broken broken, String next) {

    /**
     * An entry that is not as it was sealed: {@code BrokenAuditEntry} in the contracts.
     *
     * @param seq its place in the chain
     * @param problem a sentence
     */
    public record Broken(long seq, String problem) {}
}
