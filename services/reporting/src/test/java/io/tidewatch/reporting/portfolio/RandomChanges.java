package io.tidewatch.reporting.portfolio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.feed.Partitions;
import io.tidewatch.feed.SnapshotItem;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Changes of a few accounts as providers may publish them: in any order, older versions after newer ones, deletions, and some that
 * cannot be read.
 */
final class RandomChanges {

    static final List<String> SEGMENTS = List.of("Sums-North", "Sums-South", "Sums-West");
    static final List<String> CSMS = List.of("sums-kim@example.com", "Sums-Kim@example.com", "sums-lee@example.com");
    static final List<String> DEFINITIONS = List.of("sums-arr-1", "sums-arr-2");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ACCOUNTS_OF_EACH = 12;

    private final Random random;
    private final Map<String, Long> newest = new HashMap<>();

    RandomChanges(Random random) {
        this.random = random;
    }

    /** A page of the provider's changes of this partition, maybe an empty one. */
    List<SnapshotItem> page(Provider provider, int partition) {
        List<String> accounts = IntStream.iterate(0, n -> n + 1)
                .mapToObj(n -> "sums-" + n)
                .filter(id -> Partitions.of(id) == partition)
                .limit(ACCOUNTS_OF_EACH)
                .toList();
        List<SnapshotItem> items = new ArrayList<>();
        for (int n = random.nextInt(8); n > 0; n--) {
            String account = any(accounts);
            boolean first = random.nextBoolean();
            items.add(
                    switch (provider) {
                        case ACCOUNT_INGESTION -> first ? account(account) : metrics(account);
                        case RULES_ENGINE -> first ? flag(account) : run(account);
                    });
        }
        return items;
    }

    /** The provider of these changes was restored from an empty backup: its versions begin again. */
    void beginAgain() {
        newest.clear();
    }

    private SnapshotItem account(String id) {
        return item(
                "account",
                id,
                () -> data("id", id, "name", "Name of " + id, "segment", maybe(SEGMENTS), "csmEmail", maybe(CSMS)));
    }

    private SnapshotItem metrics(String id) {
        return item("account-metrics", id, () -> {
            List<JsonNode> values = new ArrayList<>();
            DEFINITIONS.stream().filter(definition -> random.nextInt(4) > 0).forEach(definition -> {
                long minor = random.nextInt(5) == 0 ? 0 : random.nextLong(900_000_000_00L);
                values.add(
                        random.nextInt(4) == 0
                                ? data(
                                        "metric",
                                        "arr",
                                        "definitionHash",
                                        definition,
                                        "state",
                                        "UNKNOWN",
                                        "reason",
                                        "Why.")
                                : data(
                                        "metric",
                                        "arr",
                                        "definitionHash",
                                        definition,
                                        "state",
                                        "KNOWN",
                                        "value",
                                        Long.toString(minor),
                                        "currency",
                                        currency(minor)));
            });
            Object asOf = random.nextInt(100) == 0
                    ? "not a day"
                    : LocalDate.of(2026, 1, 31).toString();
            return data(
                    "accountId",
                    id,
                    "catalogueHash",
                    "catalogue",
                    "asOf",
                    asOf,
                    "customer",
                    maybe(List.of(true, true, true, false)),
                    "values",
                    values);
        });
    }

    private String currency(long minor) {
        return minor == 0 && random.nextBoolean() ? null : any(List.of("EUR", "USD"));
    }

    private SnapshotItem flag(String account) {
        String threshold = any(List.of("silence", "power-users-low", "seat-limit"));
        return item(
                "flag",
                account + "/" + threshold,
                () -> data(
                        "accountId",
                        account,
                        "thresholdId",
                        threshold,
                        "raising",
                        1,
                        "version",
                        1,
                        "state",
                        any(List.of("RAISED", "RAISED", "CLEAR", "UNKNOWN")),
                        "level",
                        maybe(List.of("AT_RISK", "AT_RISK", "WATCH", "OPPORTUNITY")),
                        "question",
                        maybe(List.of("RENEW", "RENEW", "RENEW", "RENEW", "GROW")),
                        "since",
                        "2026-01-0" + (1 + random.nextInt(9)) + "T03:04:05Z"));
    }

    private SnapshotItem run(String account) {
        UUID id = UUID.nameUUIDFromBytes((account + random.nextInt(2)).getBytes(StandardCharsets.UTF_8));
        return item(
                "run",
                id.toString(),
                () -> data(
                        "id",
                        id,
                        "accountId",
                        account,
                        "playbook",
                        "adoption-plan",
                        "thresholdId",
                        "silence",
                        "raising",
                        1,
                        "version",
                        1,
                        "endsAt",
                        "2026-03-02T03:04:05Z",
                        "state",
                        any(List.of("OPEN", "OPEN", "SUCCEEDED")),
                        "openedAt",
                        "2026-01-02T03:04:05Z",
                        "judgements",
                        List.of()));
    }

    private SnapshotItem item(String type, String key, Supplier<JsonNode> data) {
        long known = newest.getOrDefault(type + key, 0L);
        long version = random.nextInt(4) == 0 ? Math.max(1, known - random.nextInt(3)) : known + 1;
        newest.put(type + key, Math.max(known, version));
        boolean deleted = random.nextInt(8) == 0;
        return new SnapshotItem(type, key, version, deleted, deleted ? null : data.get());
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** Null as often as each of the values. */
    private <T> T maybe(List<T> values) {
        int which = random.nextInt(values.size() + 1);
        return which == values.size() ? null : values.get(which);
    }

    private static JsonNode data(Object... namesAndValues) {
        Map<String, Object> fields = new HashMap<>();
        for (int at = 0; at < namesAndValues.length; at += 2) {
            if (namesAndValues[at + 1] != null) {
                fields.put((String) namesAndValues[at], namesAndValues[at + 1]);
            }
        }
        return JSON.valueToTree(fields);
    }
}
