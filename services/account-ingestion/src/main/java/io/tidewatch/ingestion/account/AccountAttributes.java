package io.tidewatch.ingestion.account;

import java.time.LocalDate;

/**
 * What is written of an account; all but the name may be null, which means unknown.
 *
 * @param name of the company
 * @param segment group it is reported in
 * @param businessModel how it buys, a closed list
 * @param lifecycleStage where it stands with us, a closed list
 * @param industry for people
 * @param country for people
 * @param csmEmail its account manager
 * @param salesOwnerEmail its counterpart in sales
 * @param signupDate the day it came
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
        LocalDate signupDate) {}
