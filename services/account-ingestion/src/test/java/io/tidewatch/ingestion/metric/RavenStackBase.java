package io.tidewatch.ingestion.metric;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The five tables read in the plainest way, and the figures computed from them without anything of the service. */
final class RavenStackBase {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd H:mm");

    private final Path folder;
    private final List<Map<String, String>> subscriptions;

    RavenStackBase(Path folder) {
        this.folder = folder;
        this.subscriptions = table("subscriptions");
    }

    String file(String table) {
        try {
            return Files.readString(folder.resolve("ravenstack_" + table + ".csv"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Map<String, String>> table(String table) {
        List<String> lines = file(table).lines().toList();
        String[] header = lines.getFirst().split(",");
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < header.length; i++) {
                row.put(header[i], cells[i]);
            }
            rows.add(row);
        }
        return rows;
    }

    Set<String> accounts() {
        Set<String> ids = new TreeSet<>();
        table("accounts").forEach(row -> ids.add(row.get("account_id")));
        return ids;
    }

    long distinct(String table, String column) {
        return table(table).stream().map(row -> row.get(column)).distinct().count();
    }

    /** Account → monthly revenue in cents at 00:00 of the day; accounts that are not active are left out. */
    Map<String, Long> revenue(LocalDate day) {
        Map<String, Long> revenue = new HashMap<>();
        for (Map<String, String> row : subscriptions) {
            if (activeOn(row, day)) {
                revenue.merge(row.get("account_id"), Long.parseLong(row.get("mrr_amount")) * 100, Long::sum);
            }
        }
        return revenue;
    }

    long purchasedSeats(LocalDate day) {
        return subscriptions.stream()
                .filter(row -> activeOn(row, day))
                .mapToLong(row -> Long.parseLong(row.get("seats")))
                .sum();
    }

    private static boolean activeOn(Map<String, String> row, LocalDate day) {
        boolean paid =
                Long.parseLong(row.get("mrr_amount")) > 0 && row.get("is_trial").equals("FALSE");
        boolean started = !LocalDate.parse(row.get("start_date")).isAfter(day);
        boolean running = row.get("end_date").isEmpty()
                || LocalDate.parse(row.get("end_date")).isAfter(day);
        return paid && started && running;
    }

    /** Hours of the tickets that were closed after the first day and until the second one, and how many there are. */
    BigDecimal[] resolution(LocalDate after, LocalDate until) {
        long minutes = 0;
        long count = 0;
        for (Map<String, String> row : table("support_tickets")) {
            LocalDateTime closed = LocalDateTime.parse(row.get("closed_at"), TIME);
            if (closed.toLocalDate().isAfter(after) && !closed.toLocalDate().isAfter(until)) {
                LocalDateTime opened = LocalDate.parse(row.get("submitted_at")).atStartOfDay();
                minutes += Duration.between(opened, closed).toMinutes();
                count++;
            }
        }
        return new BigDecimal[] {BigDecimal.valueOf(minutes).divide(BigDecimal.valueOf(60)), BigDecimal.valueOf(count)};
    }
}
