package io.tidewatch.metric.oracle;

import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.Vocabulary;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An account as plain values.
 *
 * @param records those that sources send; derived ones are not among them
 * @param attributes by the day from which they hold; the first ones reach back
 * @param covered by kind; no entry where no source brings the kind
 * @param horizon slots of cadences are derived up to the first one that begins after this day
 */
public record PlainAccount(
        String id,
        List<AccountRecord> records,
        TreeMap<LocalDate, Map<String, Object>> attributes,
        Map<String, Covered> covered,
        LocalDate horizon) {
    /** First and last day that sources cover. */
    public record Covered(LocalDate from, LocalDate through) {}

    PlainAccount with(List<AccountRecord> others) {
        return new PlainAccount(id, others, attributes, covered, horizon);
    }

    /** The attributes on a day. */
    Map<String, Object> attributesOn(LocalDate day) {
        if (attributes.isEmpty()) {
            return Map.of();
        }
        var entry = attributes.floorEntry(day);
        return entry == null ? attributes.firstEntry().getValue() : entry.getValue();
    }

    /** The earlier one of sign-up and first contract period, without both that of the first record; null without any. */
    LocalDate firstDay(Vocabulary vocabulary) {
        List<LocalDate> days = new ArrayList<>();
        for (Map<String, Object> values : attributes.values()) {
            if (values.get("signupDate") instanceof LocalDate day) {
                days.add(day);
            }
        }
        addDays(vocabulary.kind("contract_period"), days);
        if (days.isEmpty()) {
            vocabulary.kinds().values().forEach(kind -> addDays(kind, days));
        }
        return days.stream().min(LocalDate::compareTo).orElse(null);
    }

    private void addDays(RecordKind kind, List<LocalDate> days) {
        for (AccountRecord record : records) {
            if (record.kind().equals(kind.name()) && kind.time() != null) {
                Value day = Value.plain(record.fields().get(kind.time()));
                if (!day.hasNone()) {
                    days.add(day.day());
                }
            }
        }
    }
}
