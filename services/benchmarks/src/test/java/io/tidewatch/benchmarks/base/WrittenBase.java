package io.tidewatch.benchmarks.base;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads the files of a base, and computes the planted metrics from the records alone, slowly and plainly. */
final class WrittenBase {

    private static final Set<String> VALUE_FEATURES =
            Set.of("automations", "dashboards", "exports", "forecasts", "reports");

    private final Path folder;
    private final Map<String, List<Row>> tables = new HashMap<>();

    WrittenBase(Path folder) {
        this.folder = folder;
    }

    /** A row of a file. */
    record Row(Map<String, Integer> columns, String[] cells) {

        String get(String column) {
            return cells[columns.get(column)];
        }
    }

    /** The rows of a file. */
    List<Row> rows(String name) {
        return tables.computeIfAbsent(name, this::read);
    }

    /** The columns of a file, in their order. */
    List<String> columns(String name) {
        try (Stream<String> lines = Files.lines(CustomerBase.file(folder, name))) {
            return List.of(lines.findFirst().orElseThrow().split(","));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The customers of a day: account and purchased seats. */
    Map<String, Integer> customers(LocalDate day) {
        Map<String, Integer> seats = new TreeMap<>();
        for (Row row : rows("tidewatch-contract-periods")) {
            if (row.get("trial").equals("false")
                    && !date(row, "start_date").isAfter(day)
                    && (row.get("end_date").isEmpty() || date(row, "end_date").isAfter(day))) {
                seats.merge(row.get("account_id"), Integer.parseInt(row.get("purchased_seats")), Integer::sum);
            }
        }
        return seats;
    }

    /** Users with a seat on a day, by account. */
    Map<String, Integer> assigned(LocalDate day) {
        Map<String, Integer> seats = new HashMap<>();
        for (Row row : rows("tidewatch-users")) {
            boolean ended = !row.get("seat_assigned_until").isEmpty()
                    && !date(row, "seat_assigned_until").isAfter(day);
            if (!date(row, "seat_assigned_from").isAfter(day) && !ended) {
                seats.merge(row.get("account_id"), 1, Integer::sum);
            }
        }
        return seats;
    }

    /** Users who were active in the 30 days up to a day, by account; a row without a user is an error. */
    Map<String, Set<String>> active(LocalDate day) {
        Map<String, Set<String>> users = new HashMap<>();
        for (Row row : usage(day)) {
            if (row.get("user_id").isEmpty()) {
                throw new AssertionError("Usage without a user within the window: " + row);
            }
            users.computeIfAbsent(row.get("account_id"), id -> new HashSet<>()).add(row.get("user_id"));
        }
        return users;
    }

    /** Users with ten value actions on eight days of the last 30, by account. */
    Map<String, Integer> power(LocalDate day) {
        Map<String, Integer> actions = new HashMap<>();
        Map<String, Set<String>> days = new HashMap<>();
        Map<String, String> accounts = new HashMap<>();
        for (Row row : usage(day)) {
            if (VALUE_FEATURES.contains(row.get("feature"))) {
                actions.merge(row.get("user_id"), Integer.parseInt(row.get("count")), Integer::sum);
                days.computeIfAbsent(row.get("user_id"), id -> new HashSet<>()).add(row.get("day"));
                accounts.put(row.get("user_id"), row.get("account_id"));
            }
        }
        Map<String, Integer> power = new HashMap<>();
        actions.forEach((user, count) -> {
            if (count >= 10 && days.get(user).size() >= 8) {
                power.merge(accounts.get(user), 1, Integer::sum);
            }
        });
        return power;
    }

    /** The day of the last two-way contact with the sponsor up to a day, by account. */
    Map<String, LocalDate> lastContact(LocalDate day) {
        Map<String, LocalDate> last = new HashMap<>();
        for (Row row : rows("tidewatch-touchpoints")) {
            String time = twoWay(row);
            if (row.get("contact_ids").endsWith("-sponsor") && !time.isEmpty()) {
                LocalDate at = LocalDate.parse(time.substring(0, 10));
                if (!at.isAfter(day)) {
                    last.merge(row.get("account_id"), at, (a, b) -> a.isAfter(b) ? a : b);
                }
            }
        }
        return last;
    }

    /** A planted metric of the customers of a day; those without a value are missing. */
    Map<String, Double> values(PlantedMetric metric, LocalDate day) {
        Map<String, Double> values = new TreeMap<>();
        Map<String, Integer> customers = customers(day);
        switch (metric) {
            case ACTIVE_USER_PERCENTAGE -> {
                Map<String, Set<String>> active = active(day);
                customers.forEach((id, seats) ->
                        values.put(id, active.getOrDefault(id, Set.of()).size() * 100.0 / seats));
            }
            case SEAT_UTILIZATION -> {
                Map<String, Integer> assigned = assigned(day);
                customers.forEach((id, seats) -> values.put(id, assigned.getOrDefault(id, 0) * 100.0 / seats));
            }
            case DAYS_SINCE_EXECUTIVE_CONTACT ->
                lastContact(day).forEach((id, last) -> values.put(id, (double) ChronoUnit.DAYS.between(last, day)));
            case CSM_SENTIMENT -> putSentiment(day, values);
            case AVERAGE_RESOLUTION_TIME -> putResolutionTime(day, values);
            case CUSTOMER_EFFORT -> values.putAll(new RecordedMetrics(this, day).means("CES"));
            default -> values.putAll(new RecordedMetrics(this, day).values(metric.id()));
        }
        values.keySet().retainAll(customers.keySet());
        return values;
    }

    /** The customers of a day that leave within 180 days after it, as the truth has it. */
    Set<String> leaving(LocalDate day) {
        Set<String> leaving = new HashSet<>();
        for (Row row : rows("truth/departures")) {
            LocalDate left = date(row, "left_on");
            if (left.isAfter(day) && !left.isAfter(day.plusDays(180))) {
                leaving.add(row.get("account_id"));
            }
        }
        return leaving;
    }

    /** How likely one who leaves has the worse value; a tie counts as half. */
    double auc(PlantedMetric metric, LocalDate day) {
        Set<String> leaving = leaving(day);
        TreeMap<Double, long[]> counts = new TreeMap<>();
        values(metric, day).forEach((id, value) -> {
            double bad = metric.highIsBad() ? value : -value;
            counts.computeIfAbsent(bad, key -> new long[2])[leaving.contains(id) ? 1 : 0]++;
        });
        double better = 0;
        double stayers = 0;
        double leavers = 0;
        for (long[] count : counts.values()) {
            better += count[1] * (stayers + count[0] / 2.0);
            stayers += count[0];
            leavers += count[1];
        }
        return better / (stayers * leavers);
    }

    private void putSentiment(LocalDate day, Map<String, Double> values) {
        Map<String, LocalDate> latest = new HashMap<>();
        for (Row row : rows("tidewatch-sentiment")) {
            LocalDate rated = date(row, "rated_on");
            String id = row.get("account_id");
            if (!rated.isAfter(day)
                    && rated.isAfter(day.minusDays(45))
                    && (latest.get(id) == null || rated.isAfter(latest.get(id)))) {
                latest.put(id, rated);
                values.put(id, Double.valueOf(row.get("rating")));
            }
        }
    }

    private void putResolutionTime(LocalDate day, Map<String, Double> values) {
        Map<String, List<Double>> hours = new HashMap<>();
        for (Row row : rows("tidewatch-tickets")) {
            if (row.get("resolved_at").isEmpty()) {
                continue;
            }
            Instant resolved = Instant.parse(row.get("resolved_at"));
            LocalDate on = LocalDate.parse(row.get("resolved_at").substring(0, 10));
            if (!on.isAfter(day) && on.isAfter(day.minusDays(90))) {
                hours.computeIfAbsent(row.get("account_id"), id -> new ArrayList<>())
                        .add(Duration.between(Instant.parse(row.get("opened_at")), resolved)
                                        .toMinutes()
                                / 60.0);
            }
        }
        hours.forEach((id, all) ->
                values.put(id, all.stream().mapToDouble(h -> h).average().orElseThrow()));
    }

    private List<Row> usage(LocalDate day) {
        String last = day.toString();
        String before = day.minusDays(30).toString();
        return rows("tidewatch-usage").stream()
                .filter(row ->
                        row.get("day").compareTo(last) <= 0 && row.get("day").compareTo(before) > 0)
                .toList();
    }

    private static String twoWay(Row row) {
        if (row.get("kind").equals("EMAIL")) {
            return row.get("direction").equals("INBOUND") ? row.get("occurred_at") : row.get("answered_at");
        }
        return row.get("status").equals("HELD") ? row.get("occurred_at") : "";
    }

    static LocalDate date(Row row, String column) {
        return LocalDate.parse(row.get(column));
    }

    private List<Row> read(String name) {
        try (Stream<String> lines = Files.lines(CustomerBase.file(folder, name))) {
            List<Row> rows = new ArrayList<>();
            Map<String, Integer> columns = new HashMap<>();
            lines.forEach(line -> {
                String[] cells = cells(line);
                if (columns.isEmpty()) {
                    for (String column : cells) {
                        columns.put(column, columns.size());
                    }
                } else {
                    rows.add(new Row(columns, cells));
                }
            });
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] cells(String line) {
        if (line.indexOf('"') < 0) {
            return line.split(",", -1);
        }
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int at = 0; at < line.length(); at++) {
            char sign = line.charAt(at);
            if (sign == '"' && quoted && line.startsWith("\"\"", at)) {
                cell.append(sign);
                at++;
            } else if (sign == '"') {
                quoted = !quoted;
            } else if (sign == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(sign);
            }
        }
        cells.add(cell.toString());
        return cells.toArray(String[]::new);
    }
}
