package io.tidewatch.suite.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Prints what a bundle would change, as people read it in a terminal: the accounts with the most revenue first. */
final class PreviewTable {
    private final List<JsonNode> items;
    private final int accounts;

    /**
     * A table.
     *
     * @param items what would change, as the API lists it
     * @param accounts how many accounts were judged
     */
    PreviewTable(List<JsonNode> items, int accounts) {
        this.items = items.stream()
                .sorted(Comparator.comparingLong(PreviewTable::arr)
                        .reversed()
                        .thenComparing(item -> text(item, "accountId"))
                        .thenComparing(item -> text(item, "thresholdId")))
                .toList();
        this.accounts = accounts;
    }

    private static long arr(JsonNode item) {
        return item.path("arrMinor").asLong(-1);
    }

    private static String text(JsonNode item, String field) {
        return item.path(field).asText("");
    }

    /** The lines. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (!items.isEmpty()) {
            List<String[]> rows = new ArrayList<>();
            rows.add(new String[] {"ARR", "account", "change", "threshold"});
            items.forEach(
                    item -> rows.add(new String[] {money(item), name(item), change(item), text(item, "thresholdId")}));
            int[] widths = new int[4];
            for (String[] row : rows) {
                for (int column = 0; column < widths.length; column++) {
                    widths[column] = Math.max(widths[column], row[column].length());
                }
            }
            for (int index = 0; index < rows.size(); index++) {
                String[] row = rows.get(index);
                lines.add(("%" + widths[0] + "s  %-" + widths[1] + "s  %-" + widths[2] + "s  %s")
                        .formatted((Object[]) row));
                if (index > 0) {
                    why(items.get(index - 1), " ".repeat(widths[0] + 2), lines);
                }
            }
            lines.add("");
        }
        lines.addAll(totals());
        return lines;
    }

    private static void why(JsonNode item, String indent, List<String> lines) {
        if (item.hasNonNull("sentence")) {
            lines.add(indent + "  " + text(item, "sentence"));
        }
        for (JsonNode playbook : item.path("playbooks")) {
            lines.add(indent + "  opens the playbook " + playbook.asText());
        }
        for (JsonNode playbook : item.path("cancels")) {
            lines.add(indent + "  cancels the open run of " + playbook.asText());
        }
    }

    private static String name(JsonNode item) {
        return item.hasNonNull("accountName") ? text(item, "accountName") : text(item, "accountId");
    }

    private static String change(JsonNode item) {
        return switch (text(item, "state")) {
            case "RAISED" -> "RAISE " + text(item, "level");
            case "CLEAR" -> "clear";
            default -> "no longer known";
        };
    }

    private static String money(JsonNode item) {
        return item.hasNonNull("arrMinor") ? money(arr(item), text(item, "currency")) : "unknown";
    }

    private static String money(long minor, String currency) {
        int digits = Currency.getInstance(currency).getDefaultFractionDigits();
        return String.format(Locale.ROOT, "%,.0f %s", BigDecimal.valueOf(minor, digits), currency);
    }

    private List<String> totals() {
        List<String> totals = new ArrayList<>();
        totals.add(accounts + (accounts == 1 ? " account" : " accounts") + " judged");
        Map<String, String> names = new LinkedHashMap<>();
        names.put("RAISED", "would be raised");
        names.put("CLEAR", "would be cleared");
        names.put("UNKNOWN", "would no longer be known");
        names.forEach((state, words) -> {
            List<JsonNode> those = items.stream()
                    .filter(item -> text(item, "state").equals(state))
                    .toList();
            if (!those.isEmpty() || state.equals("RAISED") || state.equals("CLEAR")) {
                totals.add(
                        count(those.size(), "flag") + " " + words + (those.isEmpty() ? "" : ", of " + revenue(those)));
            }
        });
        totals.addAll(runs("playbooks", "open"));
        totals.addAll(runs("cancels", "be cancelled"));
        return totals;
    }

    private List<String> runs(String field, String words) {
        Map<String, Integer> runs = new TreeMap<>();
        items.forEach(item -> item.path(field).forEach(playbook -> runs.merge(playbook.asText(), 1, Integer::sum)));
        return runs.entrySet().stream()
                .map(run -> count(run.getValue(), "run") + " of " + run.getKey() + " would " + words)
                .toList();
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** Each account counts once, whatever number of its flags would change. */
    private static String revenue(List<JsonNode> those) {
        Map<String, JsonNode> byAccount = new TreeMap<>();
        those.forEach(item -> byAccount.put(text(item, "accountId"), item));
        Map<String, Long> sums = new TreeMap<>();
        long unknown = 0;
        for (JsonNode item : byAccount.values()) {
            if (item.hasNonNull("arrMinor")) {
                sums.merge(text(item, "currency"), arr(item), Long::sum);
            } else {
                unknown++;
            }
        }
        String known = sums.entrySet().stream()
                .map(sum -> money(sum.getValue(), sum.getKey()))
                .collect(Collectors.joining(" and "));
        return count(byAccount.size(), "account")
                + (known.isEmpty() ? "" : " with " + known + " a year")
                + (unknown == 0 ? "" : " (" + unknown + " of unknown revenue)");
    }
}
