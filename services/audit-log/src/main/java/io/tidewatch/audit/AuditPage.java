package io.tidewatch.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * A page of the audit log: {@code AuditPage} in the contracts.
 *
 * @param items the newest first
 * @param next null on the last page
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditPage(List<AuditEntry> items, String next) {}
