package io.tidewatch.metric.oracle;

import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.metric.history.AccountRecord.Amount;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** Computes the records and fields that follow from others, from the page alone. */
final class DerivedKinds {
    private static final String PERIOD = "contract_period";

    private DerivedKinds() {}

    /** The kind that a derived kind follows from; any other kind itself. */
    static String sourceOf(String kind) {
        return switch (kind) {
            case "paid_span", "mrr_change", "renewal" -> PERIOD;
            case "due_slot" -> "cadence";
            case "stage_change" -> "account";
            default -> kind;
        };
    }

    /** All records that metrics see. */
    static List<AccountRecord> all(PlainAccount account) {
        List<AccountRecord> all = new ArrayList<>();
        for (AccountRecord record : account.records()) {
            if (record.kind().equals("usage") && Objects.equals(record.fields().get("count"), 0L)) {
                continue;
            }
            all.add(record.kind().equals("touchpoint") ? touchpoint(record, account.records()) : record);
        }
        paidSpans(account, all);
        changes(account, all);
        renewals(account, all);
        slots(account, all);
        stages(account, all);
        return all;
    }

    private static AccountRecord touchpoint(AccountRecord record, List<AccountRecord> all) {
        Map<String, Object> fields = new HashMap<>(record.fields());
        Object kind = fields.get("kind");
        boolean mail = "EMAIL".equals(kind);
        boolean talk = "MEETING".equals(kind) || "CALL".equals(kind);
        boolean theirs = "INBOUND".equals(fields.get("direction"));
        boolean ours = "OUTBOUND".equals(fields.get("direction"));
        Instant occurred = (Instant) fields.get("occurredAt");
        Instant answered = (Instant) fields.get("answeredAt");
        Instant twoWay = null;
        if (talk && "HELD".equals(fields.get("status")) || mail && theirs) {
            twoWay = occurred;
        } else if (mail && ours && answered != null) {
            twoWay = answered;
        } else if (mail && ours && Boolean.TRUE.equals(fields.get("answered"))) {
            twoWay = occurred;
        }
        if (twoWay != null) {
            fields.putIfAbsent("twoWayAt", twoWay);
        }
        boolean avoided = "MISSED".equals(fields.get("status")) || "DECLINED".equals(fields.get("status"));
        boolean calledUs = "CALL".equals(kind) && theirs;
        fields.putIfAbsent(
                "outreach", mail && ours && "SENT".equals(fields.get("status")) || talk && avoided && !calledUs);
        List<?> contacts = (List<?>) fields.getOrDefault("contacts", List.of());
        boolean sponsor = false;
        for (AccountRecord other : all) {
            if (other.kind().equals("contact")
                    && "EXECUTIVE_SPONSOR".equals(other.fields().get("role"))) {
                sponsor |= contacts.contains(other.id());
            }
        }
        fields.putIfAbsent("withSponsor", sponsor);
        return new AccountRecord(record.kind(), record.id(), fields);
    }

    private static LocalDate start(AccountRecord period) {
        return (LocalDate) period.fields().get("startDate");
    }

    /** The end; {@link LocalDate#MAX} of an open one. */
    private static LocalDate end(AccountRecord period) {
        return (LocalDate) period.fields().getOrDefault("endDate", LocalDate.MAX);
    }

    private static Amount mrr(AccountRecord period) {
        return (Amount) period.fields().get("mrr");
    }

    private static List<AccountRecord> paid(PlainAccount account) {
        List<AccountRecord> paid = new ArrayList<>();
        for (AccountRecord record : account.records()) {
            if (record.kind().equals(PERIOD)
                    && Boolean.FALSE.equals(record.fields().get("trial"))
                    && mrr(record) != null
                    && mrr(record).minor() > 0
                    && start(record) != null
                    && end(record).isAfter(start(record))) {
                paid.add(record);
            }
        }
        paid.sort(Comparator.comparing(DerivedKinds::start).thenComparing(AccountRecord::id));
        return paid;
    }

    private static void paidSpans(PlainAccount account, List<AccountRecord> to) {
        LocalDate from = null;
        LocalDate until = null;
        int number = 0;
        for (AccountRecord period : paid(account)) {
            if (from != null && start(period).isAfter(until)) {
                to.add(span(number++, from, until));
                from = null;
            }
            if (from == null) {
                from = start(period);
                until = end(period);
            } else if (end(period).isAfter(until)) {
                until = end(period);
            }
        }
        if (from != null) {
            to.add(span(number, from, until));
        }
    }

    private static AccountRecord span(int number, LocalDate from, LocalDate until) {
        Map<String, Object> fields = new HashMap<>(Map.of("startDate", from));
        if (!until.equals(LocalDate.MAX)) {
            fields.put("endDate", until);
        }
        return new AccountRecord("paid_span", "span-" + number, fields);
    }

    private static void changes(PlainAccount account, List<AccountRecord> to) {
        TreeSet<LocalDate> days = new TreeSet<>();
        TreeSet<String> currencies = new TreeSet<>();
        for (AccountRecord period : paid(account)) {
            days.add(start(period));
            days.add(end(period));
            currencies.add(mrr(period).currency());
        }
        days.remove(LocalDate.MAX);
        for (String currency : currencies) {
            long before = 0;
            boolean ever = false;
            for (LocalDate day : days) {
                long now = 0;
                for (AccountRecord period : paid(account)) {
                    if (mrr(period).currency().equals(currency)
                            && !start(period).isAfter(day)
                            && day.isBefore(end(period))) {
                        now += mrr(period).minor();
                    }
                }
                if (now != before) {
                    String change = before == 0
                            ? ever ? "REACTIVATION" : "NEW"
                            : now == 0 ? "CHURN" : now > before ? "EXPANSION" : "CONTRACTION";
                    Amount size = new Amount(Math.abs(now - before), currency);
                    to.add(new AccountRecord(
                            "mrr_change", day + " " + currency, Map.of("day", day, "change", change, "amount", size)));
                    ever = true;
                    before = now;
                }
            }
        }
    }

    private static void stages(PlainAccount account, List<AccountRecord> to) {
        for (LocalDate day : account.attributes().keySet()) {
            Object now = account.attributes().get(day).get("lifecycleStage");
            Object before = null;
            for (Map<String, Object> earlier : account.attributes().headMap(day).values()) {
                before = earlier.getOrDefault("lifecycleStage", before);
            }
            if (now != null && before != null && !now.equals(before)) {
                to.add(new AccountRecord(
                        "stage_change", day.toString(), Map.of("day", day, "oldStage", before, "newStage", now)));
            }
        }
    }

    private static void renewals(PlainAccount account, List<AccountRecord> to) {
        for (AccountRecord period : paid(account)) {
            LocalDate due = end(period);
            if (due.equals(LocalDate.MAX)) {
                continue;
            }
            Object plan = period.fields().get("plan");
            LocalDate renewed = null;
            for (AccountRecord other : paid(account)) {
                boolean samePlan = Objects.equals(plan, other.fields().get("plan"));
                boolean follows = end(other).isAfter(due)
                        && (start(other).equals(due) || samePlan && start(other).isBefore(due));
                if (follows) {
                    LocalDate on = (LocalDate) other.fields().getOrDefault("signedOn", start(other));
                    renewed = renewed == null || on.isBefore(renewed) ? on : renewed;
                }
            }
            Map<String, Object> fields = new HashMap<>(Map.of("dueOn", due, "followed", renewed != null));
            if (plan != null) {
                fields.put("plan", plan);
            }
            if (renewed != null) {
                fields.put("renewedOn", renewed);
            }
            to.add(new AccountRecord("renewal", period.id(), fields));
        }
    }

    private static void slots(PlainAccount account, List<AccountRecord> to) {
        for (AccountRecord cadence : account.records()) {
            LocalDate from = (LocalDate) cadence.fields().get("validFrom");
            Long months = (Long) cadence.fields().get("everyMonths");
            if (!cadence.kind().equals("cadence") || from == null || months == null || months < 1 || months > 1_200) {
                continue;
            }
            LocalDate until = (LocalDate) cadence.fields().getOrDefault("validUntil", LocalDate.MAX);
            LocalDate last = LocalDate.MIN;
            for (int number = 0; !last.isAfter(account.horizon()); number++) {
                LocalDate first = from.plusMonths(number * months);
                LocalDate end = from.plusMonths((number + 1) * months);
                if (end.isAfter(until)) {
                    break;
                }
                last = first;
                Map<String, Object> fields =
                        new HashMap<>(Map.of("firstDay", first, "until", end, "lastDay", end.minusDays(1)));
                if (cadence.fields().get("activity") != null) {
                    fields.put("activity", cadence.fields().get("activity"));
                }
                to.add(new AccountRecord("due_slot", cadence.id() + " " + first, fields));
            }
        }
    }
}
