package io.tidewatch.engine.fact;

import io.tidewatch.metric.Unit;
import io.tidewatch.metric.catalogue.Anchoring;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.FactOrder;
import io.tidewatch.rule.threshold.MetricValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Reads {@link PackedFacts} for the rules of one bundle. Outcomes by these facts are the same as by those of {@link FactMapper};
 * their reasons are not, so they are for nothing but outcomes.
 */
public final class PackedReader {

    private final FactOrder order;
    private final Definition[] definitions;

    /** A metric of the bundle, by the key under which its values are packed. */
    private record Definition(long key, int place, Anchoring anchoring, boolean percent) {}

    /** Reads for a bundle. */
    public PackedReader(CompiledBundle bundle) {
        this.order = bundle.order();
        List<String> metrics = order.metrics();
        this.definitions = IntStream.range(0, metrics.size())
                .mapToObj(place ->
                        definition(bundle.catalogue().metric(metrics.get(place)).orElseThrow(), place))
                .sorted(Comparator.comparingLong(Definition::key))
                .toArray(Definition[]::new);
    }

    private static Definition definition(MetricDefinition metric, int place) {
        return new Definition(
                PackedFacts.key(metric.id(), metric.definitionHash()),
                place,
                metric.anchoring(),
                metric.unit() == Unit.PERCENT);
    }

    /** The facts of an account on a day. */
    public AccountFacts read(String accountId, byte[] attributes, byte[] metrics, LocalDate day) {
        ByteBuffer packed = ByteBuffer.wrap(metrics);
        boolean customer = packed.get() != 0;
        return new AccountFacts(accountId, order, texts(attributes), values(packed, day), customer);
    }

    private String[] texts(byte[] attributes) {
        String[] texts = new String[order.attributes().size()];
        ByteBuffer packed = ByteBuffer.wrap(attributes);
        while (packed.hasRemaining()) {
            int place = order.attributes().indexOf(text(packed));
            String text = text(packed);
            if (place >= 0) {
                texts[place] = text;
            }
        }
        return texts;
    }

    private static String text(ByteBuffer packed) {
        int length = packed.getInt();
        String text = new String(packed.array(), packed.position(), length, StandardCharsets.UTF_8);
        packed.position(packed.position() + length);
        return text;
    }

    /** Values and definitions lie in the order of their keys. */
    private MetricValue[] values(ByteBuffer packed, LocalDate day) {
        MetricValue[] values = new MetricValue[definitions.length];
        int next = 0;
        while (packed.hasRemaining()) {
            long key = packed.getLong();
            while (next < definitions.length && definitions[next].key < key) {
                next++;
            }
            int parts = packed.get();
            double number = (parts & PackedFacts.VALUE) == 0 ? Double.NaN : packed.getDouble();
            double ratio = (parts & PackedFacts.RATIO) == 0 ? number : packed.getDouble();
            LocalDate anchor = (parts & PackedFacts.ANCHOR) == 0 ? null : LocalDate.ofEpochDay(packed.getLong());
            LocalDate covered = (parts & PackedFacts.COVERED) == 0 ? null : LocalDate.ofEpochDay(packed.getLong());
            for (int at = next; at < definitions.length && definitions[at].key == key; at++) {
                Definition definition = definitions[at];
                values[definition.place] = value(definition, definition.percent ? ratio : number, anchor, covered, day);
            }
        }
        return values;
    }

    private static MetricValue value(
            Definition definition, double number, LocalDate anchor, LocalDate covered, LocalDate day) {
        if (definition.anchoring != Anchoring.NONE) {
            if (anchor == null) {
                return null;
            }
            return definition.anchoring == Anchoring.SINCE
                    ? new MetricValue.Age(anchor, covered, Map.of())
                    : new MetricValue.Countdown(anchor, covered, Map.of());
        }
        boolean known = Double.isFinite(number) && (covered == null || !day.isAfter(covered));
        return known ? MetricValue.Known.of(number, covered) : null;
    }
}
