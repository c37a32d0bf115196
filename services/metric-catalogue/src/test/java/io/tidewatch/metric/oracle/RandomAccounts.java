package io.tidewatch.metric.oracle;

import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.metric.history.AccountRecord.Amount;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.RecordKind.Home;
import io.tidewatch.metric.language.Vocabulary;
import io.tidewatch.metric.oracle.PlainAccount.Covered;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Makes accounts with records of every kind, with days on the bounds of windows, spans and months. The same seed makes the same
 * account.
 */
final class RandomAccounts {
    private static final List<LocalDate> AS_OF = List.of(
            LocalDate.parse("2024-02-29"),
            LocalDate.parse("2025-02-28"),
            LocalDate.parse("2026-03-31"),
            LocalDate.parse("2026-01-01"),
            LocalDate.parse("2025-12-30"));
    private static final int HORIZON = 400;
    private static final int[] LENGTHS = {1, 7, 14, 28, 30, 45, 60, 84, 90, 91, 104, 180, 210, 270, 365, 425, 730};
    private static final List<String> FEATURES = List.of(
            "automations",
            "dashboards",
            "exports",
            "forecasts",
            "views",
            "api-calls",
            "login",
            "plan-limit-hit",
            "checkout-started",
            "checkout-done",
            "referral-prompt-shown",
            "referral-prompt-opened",
            "referral-prompt-accepted");
    private static final List<String> ACTIVITIES = List.of("business-review", "operational-review", "other");
    private static final Map<String, Integer> MOST = Map.of(
            "usage", 30, "contract_period", 4, "cadence", 2, "touchpoint", 9, "milestone", 10, "user", 6, "survey", 8);

    private final Vocabulary vocabulary;
    private final Random random;
    private final LocalDate asOf;
    private final boolean twoCurrencies;
    private final int missing;
    private final String currency;
    private final Map<String, List<String>> ids = new HashMap<>();
    /** The days given out so far: windows begin at days of other records. */
    private final List<LocalDate> days = new ArrayList<>();

    private final List<Instant> moments = new ArrayList<>();

    /** {@code currency} is the only one; null for any. */
    private RandomAccounts(Vocabulary vocabulary, long seed, LocalDate asOf, String currency) {
        this.vocabulary = vocabulary;
        this.random = new Random(seed * 0x9E3779B97F4A7C15L + 7);
        this.asOf = asOf;
        this.twoCurrencies = random.nextInt(4) == 0 && currency == null;
        boolean euro = random.nextInt(8) == 0;
        this.currency = currency != null ? currency : euro ? "EUR" : "USD";
        this.missing = random.nextInt(3) == 0 ? 15 : random.nextInt(3);
    }

    /** The as-of day around which the days of an account lie. */
    static LocalDate asOf(PlainAccount account) {
        return account.horizon().minusDays(HORIZON);
    }

    private static LocalDate asOf(long seed) {
        return AS_OF.get((int) Math.floorMod(seed, AS_OF.size()));
    }

    static PlainAccount of(Vocabulary vocabulary, long seed) {
        return of(vocabulary, seed, asOf(seed));
    }

    static PlainAccount of(Vocabulary vocabulary, long seed, LocalDate asOf) {
        return new RandomAccounts(vocabulary, seed, asOf, null).account("account-" + seed);
    }

    /** Accounts of one currency, so that a group of them has one figure; null for any currencies. */
    static List<PlainAccount> group(Vocabulary vocabulary, long firstSeed, int size, LocalDate asOf, String currency) {
        List<PlainAccount> group = new ArrayList<>();
        for (long seed = firstSeed; group.size() < size; seed++) {
            group.add(new RandomAccounts(vocabulary, seed, asOf, currency).account("account-" + seed));
        }
        return group;
    }

    private PlainAccount account(String id) {
        List<RecordKind> kinds = vocabulary.kinds().values().stream()
                .filter(kind -> kind.home() != Home.DERIVED && !kind.name().equals(Vocabulary.ACCOUNT))
                .toList();
        for (RecordKind kind : kinds) {
            List<String> names = new ArrayList<>();
            int number = random.nextInt(MOST.getOrDefault(kind.name(), 5) + 1);
            for (int at = 0; at < number; at++) {
                String ending =
                        random.nextInt(20) == 0 ? List.of("😀", "～", "Z").get(random.nextInt(3)) : "";
                names.add((char) ('a' + random.nextInt(3)) + ending + at);
            }
            ids.put(kind.name(), names);
        }
        List<AccountRecord> records = new ArrayList<>();
        for (RecordKind kind : kinds) {
            ids.get(kind.name()).forEach(name -> records.add(record(kind, name, records)));
        }
        PlainAccount account = new PlainAccount(id, records, attributes(), new TreeMap<>(), asOf.plusDays(HORIZON));
        account.covered().putAll(covered(kinds, account.firstDay(vocabulary)));
        return account;
    }

    private AccountRecord record(RecordKind kind, String id, List<AccountRecord> before) {
        Map<String, Object> fields = new LinkedHashMap<>();
        kind.fields().forEach((name, field) -> {
            boolean computed = List.of("twoWayAt", "outreach", "withSponsor").contains(name);
            boolean needed = field.required() || name.equals("kind") || name.equals("everyMonths");
            if (!computed && (needed || random.nextInt(100) >= missing)) {
                fields.put(name, value(name, field));
            }
        });
        kind.spans().values().forEach(span -> span(span, kind, fields));
        switch (kind.name()) {
            case "contract_period" -> period(fields, before);
            case "touchpoint" -> touchpoint(fields);
            case "milestone" -> milestone(fields);
            default -> {
                // The others have no fields that depend on each other.
            }
        }
        return new AccountRecord(kind.name(), id, fields);
    }

    /** Ends that are missing, or a bound after the beginning. */
    private void span(RecordKind.Span span, RecordKind kind, Map<String, Object> fields) {
        if (random.nextInt(3) == 0) {
            fields.remove(span.until());
        } else if (random.nextBoolean() && fields.get(span.from()) != null) {
            LocalDate from = Value.plain(fields.get(span.from())).day();
            LocalDate until = from.plusDays(random.nextInt(4) == 0 ? 0 : LENGTHS[random.nextInt(LENGTHS.length)]);
            boolean day = kind.fields().get(span.until()).type() == io.tidewatch.metric.language.FieldType.DATE;
            fields.put(span.until(), day ? until : at(until));
        }
    }

    private void period(Map<String, Object> fields, List<AccountRecord> before) {
        if (random.nextInt(5) > 0) {
            fields.put("trial", false);
        }
        List<AccountRecord> periods = before.stream()
                .filter(record -> record.kind().equals("contract_period")
                        && record.fields().get("endDate") instanceof LocalDate)
                .toList();
        if (!periods.isEmpty() && random.nextInt(3) > 0) {
            LocalDate end = (LocalDate) periods.getLast().fields().get("endDate");
            fields.put("startDate", end.plusDays(random.nextInt(3) - 1));
            if (fields.get("endDate") instanceof LocalDate own && !own.isAfter(end)) {
                fields.put("endDate", end.plusDays(LENGTHS[random.nextInt(LENGTHS.length)]));
            }
        }
    }

    private void touchpoint(Map<String, Object> fields) {
        if ("EMAIL".equals(fields.get("kind"))) {
            fields.put("status", "SENT");
            if (random.nextBoolean()) {
                fields.put("answered", random.nextBoolean());
            }
            if (random.nextInt(3) == 0) {
                fields.put("answeredAt", at(day()));
            }
        } else if (random.nextBoolean()) {
            fields.put("status", "HELD");
        }
    }

    /** Most plans of the draft look at milestones without a user. */
    private void milestone(Map<String, Object> fields) {
        if (random.nextInt(3) == 0) {
            fields.put("plan", any(List.of("ACTIVATION", "VALUE")));
        }
        if (random.nextBoolean()) {
            fields.remove("user");
        }
    }

    private TreeMap<LocalDate, Map<String, Object>> attributes() {
        TreeMap<LocalDate, Map<String, Object>> attributes = new TreeMap<>();
        RecordKind account = vocabulary.kind(Vocabulary.ACCOUNT);
        LocalDate signedUp = random.nextInt(4) == 0 ? day() : asOf.minusDays(800 + random.nextInt(40));
        int versions = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(3);
        for (int version = 0; version < versions; version++) {
            Map<String, Object> values = new LinkedHashMap<>();
            account.fields().forEach((name, field) -> {
                if (random.nextInt(5) > 0) {
                    values.put(name, value(name, field));
                }
            });
            values.put("signupDate", signedUp);
            attributes.put(version == 0 ? signedUp : day(), values);
        }
        return attributes;
    }

    private Map<String, Covered> covered(List<RecordKind> kinds, LocalDate first) {
        boolean all = random.nextInt(5) < 2;
        LocalDate begin = first == null ? asOf : first;
        Map<String, Covered> covered = new TreeMap<>();
        for (RecordKind kind : kinds) {
            int chance = all ? 99 : random.nextInt(40);
            LocalDate from =
                    switch (chance) {
                        case 0 -> begin;
                        case 1 -> begin.plusDays(1);
                        case 2, 3 -> day();
                        default -> LocalDate.parse("2000-01-01");
                    };
            LocalDate through =
                    switch (chance) {
                        case 4 -> asOf;
                        case 5 -> asOf.minusDays(1);
                        case 6 -> day();
                        case 7 -> asOf.plusDays(1);
                        default -> asOf.plusDays(1000);
                    };
            if (chance != 8 && chance != 9) {
                covered.put(kind.name(), new Covered(from, through));
            }
        }
        return covered;
    }

    private Object value(String name, RecordField field) {
        return switch (field.type()) {
            case NAME, TEXT -> text(name, random);
            case WORD -> any(field.words());
            case WORDS ->
                field.words().stream().filter(word -> random.nextInt(3) == 0).toList();
            case BOOLEAN -> random.nextInt(3) > 0;
            case INTEGER -> whole(name);
            case DECIMAL -> BigDecimal.valueOf(random.nextInt(44) - 2L).divide(BigDecimal.valueOf(4));
            case MONEY ->
                new Amount(
                        random.nextInt(10) == 0 ? 0 : 100L * (1 + random.nextInt(9)),
                        twoCurrencies && random.nextBoolean() ? random.nextBoolean() ? "GBP" : "JPY" : currency);
            case DATE -> day();
            case INSTANT -> at(day());
            case REF -> reference(field);
            case REFS -> {
                List<String> references = new ArrayList<>();
                for (int left = random.nextInt(3); left > 0; left--) {
                    references.add(reference(field));
                }
                yield references.stream().distinct().toList();
            }
        };
    }

    /** A text that a field of this name may have. */
    static String text(String field, Random random) {
        List<String> texts =
                switch (field) {
                    case "feature" -> FEATURES;
                    case "activity" -> ACTIVITIES;
                    case "segment" -> List.of("Enterprise", "Small");
                    default -> List.of("1", "2", "3");
                };
        String text = texts.get(random.nextInt(texts.size()));
        return texts.size() == 3 && texts != ACTIVITIES ? field.charAt(0) + text : text;
    }

    private long whole(String field) {
        return switch (field) {
            case "rating" -> 1 + random.nextInt(5);
            case "probability" -> 10L * random.nextInt(11);
            case "everyMonths" -> any(List.of(1, 3, 6, 12));
            case "count" -> random.nextInt(9) - 1 < 0 ? 0 : random.nextInt(7);
            case "purchasedSeats" -> random.nextInt(12);
            default -> random.nextInt(4);
        };
    }

    private String reference(RecordField field) {
        List<String> known = ids.getOrDefault(field.target(), List.of());
        return known.isEmpty() || random.nextInt(12) == 0 ? "gone-" + random.nextInt(2) : any(known);
    }

    /** A day, most often on a bound of a window of the draft catalogue, or a day beside one. */
    private LocalDate day() {
        LocalDate day = newDay();
        days.add(day);
        return day;
    }

    private LocalDate newDay() {
        int beside = random.nextInt(3) - 1;
        if (!days.isEmpty() && random.nextInt(4) == 0) {
            int length = random.nextBoolean() ? LENGTHS[random.nextInt(LENGTHS.length)] : random.nextInt(31);
            return any(days).plusDays(random.nextInt(3) == 0 ? -length : length).plusDays(beside);
        }
        return switch (random.nextInt(10)) {
            case 0 -> asOf.plusDays(beside);
            case 1 -> asOf.plusDays(LENGTHS[random.nextInt(LENGTHS.length)]).plusDays(beside);
            case 2 -> LocalDate.parse("2024-02-29").plusDays(beside);
            case 3 -> asOf.minusMonths(random.nextInt(25)).withDayOfMonth(1).plusDays(beside);
            case 4, 5 -> asOf.minusDays(random.nextInt(31));
            case 6 -> asOf.minusDays(random.nextInt(400));
            default -> asOf.minusDays(LENGTHS[random.nextInt(LENGTHS.length)]).plusDays(beside);
        };
    }

    /** A moment of a day, or now and then exactly some days after another one. */
    private Instant at(LocalDate day) {
        boolean other = !moments.isEmpty() && random.nextInt(4) == 0;
        Instant moment = other ? any(moments).plusSeconds(86_400L * any(List.of(0, 1, 7, -1))) : momentOf(day);
        moments.add(moment);
        return moment;
    }

    private Instant momentOf(LocalDate day) {
        Instant first = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        return switch (random.nextInt(4)) {
            case 0 -> first;
            case 1 -> first.plusSeconds(86_400).minusNanos(1_000);
            case 2 -> first.plusSeconds(43_200);
            default -> first.plusSeconds(1_800L * random.nextInt(48));
        };
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
