package io.tidewatch.ingestion.values;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.Change;
import io.tidewatch.feed.ChangePage;
import io.tidewatch.feed.Envelope;
import io.tidewatch.feed.SnapshotItem;
import io.tidewatch.feed.provider.FeedAppender;
import io.tidewatch.time.BusinessTime;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The values of accounts as the feed, the snapshot and the answer for one account show them. */
@ApplicationScoped
public class PublishedValues {

    /** The type of the changes. */
    public static final String TYPE = "account-metrics";

    /** A double holds so many decimal digits exactly; what comes after them is the noise of its binary form. */
    private static final MathContext DIGITS = new MathContext(15, RoundingMode.HALF_EVEN);

    private static final double EXACT_WHOLE_NUMBERS = 1e15;

    private final Pool pool;
    private final MetricSlots slots;
    private final BusinessTime time;
    private final ObjectMapper json;

    public PublishedValues(Pool pool, MetricSlots slots, BusinessTime time, ObjectMapper json) {
        this.pool = pool;
        this.slots = slots;
        this.time = time;
        this.json = json;
    }

    /** The values of an account as of the business day; null when none are computed yet. */
    public Uni<ObjectNode> of(String accountId) {
        return ValueRows.read(pool, List.of(accountId))
                .chain(rows -> shown(rows.values()))
                .map(shown -> shown.isEmpty() ? null : shown.getFirst());
    }

    /**
     * The values of the next accounts of a partition, in order of their ids.
     *
     * @param after the id before the first one; empty for the first page
     * @param limit most accounts
     */
    public Uni<List<SnapshotItem>> page(int partition, String after, int limit) {
        return ValueRows.page(pool, partition, after, limit)
                .chain(rows -> shown(rows).map(shown -> {
                    List<SnapshotItem> items = new ArrayList<>();
                    for (int row = 0; row < rows.size(); row++) {
                        StoredRow stored = rows.get(row);
                        items.add(new SnapshotItem(
                                TYPE, stored.row().accountId(), stored.version(), false, shown.get(row)));
                    }
                    return items;
                }));
    }

    private Uni<List<ObjectNode>> shown(Collection<StoredRow> rows) {
        return rows.isEmpty()
                ? Uni.createFrom().item(List.of())
                : slots.all(pool).chain(definitions -> time.today(pool).map(today -> rows.stream()
                        .map(stored -> shown(stored.row(), stored.catalogueHash(), today, definitions))
                        .toList()));
    }

    /**
     * Appends rows to the feed: which accounts have other values. The values themselves are added when the feed is read, see {@link
     * #fill}. Must be the last statement of the transaction.
     *
     * @param rows as they are stored now
     * @param traces the trace context of the change of an account; null for none
     */
    public Uni<Void> append(SqlClient tx, Collection<StoredRow> rows, UnaryOperator<String> traces) {
        return rows.isEmpty()
                ? Uni.createFrom().voidItem()
                : time.now(tx)
                        .chain(now -> FeedAppender.append(
                                tx,
                                rows.stream()
                                        .map(stored -> Change.ofAccount(
                                                        stored.row().accountId(),
                                                        TYPE,
                                                        stored.row().accountId(),
                                                        stored.version(),
                                                        now,
                                                        json.createObjectNode())
                                                .tracedBy(traces.apply(
                                                        stored.row().accountId())))
                                        .toList()));
    }

    /**
     * The page with the values of the accounts that it says have others, as they are stored now. They may be newer than the change,
     * never older; a consumer keeps the newest version and so sees each at most once.
     */
    public Uni<ChangePage> fill(ChangePage page) {
        List<String> accounts = page.items().stream()
                .filter(item -> item.type().equals(TYPE))
                .map(Envelope::key)
                .distinct()
                .toList();
        return accounts.isEmpty()
                ? Uni.createFrom().item(page)
                : ValueRows.read(pool, accounts).chain(rows -> {
                    List<StoredRow> stored = List.copyOf(rows.values());
                    return shown(stored).map(shown -> {
                        Map<String, ObjectNode> byAccount = new HashMap<>();
                        for (int row = 0; row < stored.size(); row++) {
                            byAccount.put(stored.get(row).row().accountId(), shown.get(row));
                        }
                        return new ChangePage(
                                page.items().stream()
                                        .map(item -> item.type().equals(TYPE)
                                                ? item.with(rows.get(item.key()).version(), byAccount.get(item.key()))
                                                : item)
                                        .toList(),
                                page.cursors(),
                                page.more());
                    });
                });
    }

    private ObjectNode shown(
            AccountRow row, String catalogueHash, LocalDate today, Map<Integer, MetricSlots.Definition> definitions) {
        LocalDate asOf = row.holdsOn(today) ? today : row.asOf();
        ObjectNode shown = json.createObjectNode();
        shown.put("accountId", row.accountId());
        shown.put("catalogueHash", catalogueHash);
        shown.put("asOf", asOf.toString());
        shown.put("customer", row.customer());
        ArrayNode values = shown.putArray("values");
        row.values().stream()
                .sorted(Comparator.<SlotValue, String>comparing(
                                value -> definitions.get(value.slot()).metric())
                        .thenComparing(value -> definitions.get(value.slot()).definitionHash()))
                .forEach(value -> add(values.addObject(), value, definitions.get(value.slot()), asOf));
        if (row.records() != null) {
            shown.set("records", tree(row.records()));
        }
        return shown;
    }

    private JsonNode tree(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL wrote JSON that cannot be read", e);
        }
    }

    private static void add(ObjectNode to, SlotValue value, MetricSlots.Definition definition, LocalDate asOf) {
        to.put("metric", definition.metric());
        to.put("definitionHash", definition.definitionHash());
        to.put("state", value.state().name());
        put(to, "reason", value.reason());
        put(to, "value", value.anchor() == null ? decimal(value.value()) : counted(value.anchor(), definition, asOf));
        put(to, "numerator", decimal(value.numerator()));
        put(to, "denominator", decimal(value.denominator()));
        put(to, "currency", value.currency());
        if (definition.windowMonths() != null) {
            to.put("windowDays", ChronoUnit.DAYS.between(asOf.minusMonths(definition.windowMonths()), asOf));
        } else if (definition.windowDays() != null) {
            to.put("windowDays", definition.windowDays());
        }
        put(to, "anchor", value.anchor());
        put(to, "coveredThrough", value.coveredThrough());
        ObjectNode details = to.putObject("details");
        value.details().forEach(details::put);
    }

    private static void put(ObjectNode to, String name, Object value) {
        if (value != null) {
            to.put(name, value.toString());
        }
    }

    private static String counted(LocalDate anchor, MetricSlots.Definition definition, LocalDate asOf) {
        long days = ChronoUnit.DAYS.between(anchor, asOf);
        return Long.toString(definition.counts() == MetricSlots.Counts.UNTIL ? -days : days);
    }

    /** All decimals and no exponent, as people and contracts read it. */
    private static String decimal(Double number) {
        if (number == null) {
            return null;
        }
        return number == Math.rint(number) && Math.abs(number) < EXACT_WHOLE_NUMBERS
                ? Long.toString(number.longValue())
                : new BigDecimal(number).round(DIGITS).stripTrailingZeros().toPlainString();
    }
}
