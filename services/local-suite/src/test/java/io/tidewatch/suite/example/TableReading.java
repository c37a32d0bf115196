package io.tidewatch.suite.example;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** What the records say, computed a second time and from the rows alone. */
final class TableReading {

    private static final Set<String> VALUE_FEATURES =
            Set.of("automations", "dashboards", "exports", "forecasts", "reports");

    private final Map<String, List<Map<String, String>>> tables = new HashMap<>();

    TableReading(ExampleBase base) {
        base.tables().forEach(this::append);
    }

    void append(ExampleTable table) {
        List<Map<String, String>> rows = tables.computeIfAbsent(table.kind(), kind -> new ArrayList<>());
        for (List<String> cells : table.rows()) {
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < cells.size(); i++) {
                row.put(table.columns().get(i), cells.get(i));
            }
            rows.add(row);
        }
    }

    List<Map<String, String>> rows(String kind) {
        return tables.get(kind);
    }

    List<ExampleBase.ExpectedFlag> flagsOf(LocalDate asOf) {
        List<ExampleBase.ExpectedFlag> flags = new ArrayList<>();
        for (Map<String, String> account : rows("ACCOUNT")) {
            String id = account.get("account_id");
            OptionalLong silence = daysSinceSponsor(id, asOf);
            if (silence.isPresent() && silence.getAsLong() >= 30) {
                flags.add(new ExampleBase.ExpectedFlag(id, "executive-silence", "AT_RISK"));
            }
            if (!account.get("business_model").equals("SEAT_BASED")) {
                continue;
            }
            String[] power = powerUsers(id, asOf).split("/");
            BigDecimal powerUsers = new BigDecimal(power[0]);
            BigDecimal assigned = new BigDecimal(power[1]);
            if (assigned.signum() > 0) {
                if (powerUsers.compareTo(assigned.multiply(new BigDecimal("0.2"))) < 0
                        && isCustomerFor30Days(id, asOf)) {
                    flags.add(new ExampleBase.ExpectedFlag(id, "power-users-low", "AT_RISK"));
                }
                if (powerUsers.compareTo(assigned.multiply(new BigDecimal("0.5"))) > 0) {
                    flags.add(new ExampleBase.ExpectedFlag(id, "power-users-high", "OPPORTUNITY"));
                }
            }
            String[] seats = seats(id, asOf).split("/");
            BigDecimal purchased = new BigDecimal(seats[1]);
            if (purchased.signum() > 0
                    && new BigDecimal(seats[0]).compareTo(purchased.multiply(new BigDecimal("0.85"))) >= 0) {
                flags.add(new ExampleBase.ExpectedFlag(id, "seat-limit", "OPPORTUNITY"));
            }
        }
        return flags;
    }

    private boolean isCustomerFor30Days(String account, LocalDate asOf) {
        LocalDate since = activeSince(account, asOf);
        return since != null && !since.isAfter(asOf.minusDays(30));
    }

    /** Empty where no sponsor is known, or where there was no contact and there is no active span. */
    OptionalLong daysSinceSponsor(String account, LocalDate asOf) {
        Set<String> sponsors = sponsors(account);
        LocalDate last = null;
        for (Map<String, String> touchpoint : of("TOUCHPOINT", account)) {
            LocalDate day = twoWayDay(touchpoint);
            if (sponsors.contains(touchpoint.get("contact_ids"))
                    && day != null
                    && (last == null || day.isAfter(last))) {
                last = day;
            }
        }
        if (sponsors.isEmpty()) {
            return OptionalLong.empty();
        }
        LocalDate from = last == null ? activeSince(account, asOf) : last;
        return from == null ? OptionalLong.empty() : OptionalLong.of(ChronoUnit.DAYS.between(from, asOf));
    }

    int unansweredSince(String account, LocalDate day) {
        int count = 0;
        for (Map<String, String> touchpoint : of("TOUCHPOINT", account)) {
            LocalDate tried = LocalDate.parse(touchpoint.get("occurred_at").substring(0, 10));
            if (sponsors(account).contains(touchpoint.get("contact_ids"))
                    && twoWayDay(touchpoint) == null
                    && !tried.isBefore(day)) {
                count++;
            }
        }
        return count;
    }

    String powerUsers(String account, LocalDate asOf) {
        Map<String, Map<LocalDate, Integer>> actions = new HashMap<>();
        for (Map<String, String> usage : of("USAGE", account)) {
            LocalDate day = LocalDate.parse(usage.get("day"));
            if (!usage.get("user_id").isEmpty()
                    && VALUE_FEATURES.contains(usage.get("feature"))
                    && !day.isBefore(asOf.minusDays(30))
                    && day.isBefore(asOf)) {
                actions.computeIfAbsent(usage.get("user_id"), user -> new HashMap<>())
                        .merge(day, Integer.parseInt(usage.get("count")), Integer::sum);
            }
        }
        long power = actions.values().stream()
                .filter(days ->
                        days.values().stream().filter(count -> count >= 10).count() >= 8)
                .count();
        return power + "/" + assigned(account, asOf);
    }

    String seats(String account, LocalDate asOf) {
        long purchased = periodsActive(account, asOf).stream()
                .mapToLong(period -> Long.parseLong(period.get("purchased_seats")))
                .sum();
        return assigned(account, asOf) + "/" + purchased;
    }

    long mrrCents(String account, LocalDate day) {
        return periodsActive(account, day).stream()
                .mapToLong(period ->
                        new BigDecimal(period.get("mrr")).movePointRight(2).longValueExact())
                .sum();
    }

    private long assigned(String account, LocalDate asOf) {
        return of("USER", account).stream()
                .filter(user -> !LocalDate.parse(user.get("seat_assigned_from")).isAfter(asOf))
                .filter(user -> user.get("seat_assigned_until").isEmpty()
                        || LocalDate.parse(user.get("seat_assigned_until")).isAfter(asOf))
                .count();
    }

    private List<Map<String, String>> periodsActive(String account, LocalDate day) {
        return of("CONTRACT_PERIOD", account).stream()
                .filter(period -> new BigDecimal(period.get("mrr")).signum() > 0
                        && period.get("trial").equals("false")
                        && !LocalDate.parse(period.get("start_date")).isAfter(day)
                        && LocalDate.parse(period.get("end_date")).isAfter(day))
                .toList();
    }

    private LocalDate activeSince(String account, LocalDate asOf) {
        LocalDate since = null;
        for (LocalDate day = asOf; !periodsActive(account, day).isEmpty(); day = day.minusDays(1)) {
            since = day;
        }
        return since;
    }

    private Set<String> sponsors(String account) {
        Set<String> sponsors = new HashSet<>();
        for (Map<String, String> contact : of("CONTACT", account)) {
            if (contact.get("role").equals("EXECUTIVE_SPONSOR")) {
                sponsors.add(contact.get("contact_id"));
            }
        }
        return sponsors;
    }

    private static LocalDate twoWayDay(Map<String, String> touchpoint) {
        boolean mail = touchpoint.get("kind").equals("EMAIL");
        if (mail && touchpoint.get("answered").equals("true")) {
            return LocalDate.parse(touchpoint.get("answered_at").substring(0, 10));
        }
        boolean twoWay = mail
                ? touchpoint.get("direction").equals("INBOUND")
                : touchpoint.get("status").equals("HELD");
        return twoWay ? LocalDate.parse(touchpoint.get("occurred_at").substring(0, 10)) : null;
    }

    private List<Map<String, String>> of(String kind, String account) {
        return rows(kind).stream()
                .filter(row -> row.get("account_id").equals(account))
                .toList();
    }
}
