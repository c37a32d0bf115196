package io.tidewatch.ingestion.account;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;

/**
 * The attributes of an account; all except the name and the further fields may be null, which means unknown.
 *
 * @param name of the company
 * @param segment the group in which it is reported
 * @param businessModel how it buys: one of a closed list
 * @param lifecycleStage its stage as a customer: one of a closed list
 * @param industry free text
 * @param country free text
 * @param csmEmail e-mail of its customer success manager
 * @param salesOwnerEmail e-mail of the colleague in sales who is responsible for it
 * @param signupDate the day on which it signed up
 * @param further the fields without a column, see {@link io.tidewatch.ingestion.record.FurtherFields}; never null
 */
record AccountAttributes(
        String name,
        String segment,
        String businessModel,
        String lifecycleStage,
        String industry,
        String country,
        String csmEmail,
        String salesOwnerEmail,
        LocalDate signupDate,
        JsonNode further) {}
