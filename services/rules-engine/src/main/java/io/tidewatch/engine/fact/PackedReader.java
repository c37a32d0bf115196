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
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Reads {@link PackedFacts} for the rules of one bundle. Outcomes by these facts are the same as by those of {@link FactMapper};
 * their reasons are not, so they are for nothing but outcomes.
 */
public final class PackedReader {

    private static final long NO_DAY = Long.MIN_VALUE;

    private final FactOrder order;
    /** The names of the attributes, in UTF-8. */
    private final byte[][] names;

    private final Definition[] definitions;

    /** A metric of the bundle, by the key under which its values are packed. */
    private record Definition(long key, int place, Anchoring anchoring, boolean percent) {}

    /** Reads for a bundle. */
    public PackedReader(CompiledBundle bundle) {
        this.order = bundle.order();
        this.names = order.attributes().stream()
                .map(name -> name.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
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
        String[] texts = new String[names.length];
        ByteBuffer packed = ByteBuffer.wrap(attributes);
        while (packed.hasRemaining()) {
            int place = placeOfName(packed);
            int length = packed.getInt();
            if (place >= 0) {
                texts[place] = new String(attributes, packed.position(), length, StandardCharsets.UTF_8);
            }
            packed.position(packed.position() + length);
        }
        return texts;
    }

    /** Reads the name of an attribute; -1 when the bundle does not have it. */
    private int placeOfName(ByteBuffer packed) {
        int length = packed.getInt();
        int from = packed.position();
        packed.position(from + length);
        for (int place = 0; place < names.length; place++) {
            if (Arrays.equals(packed.array(), from, from + length, names[place], 0, names[place].length)) {
                return place;
            }
        }
        return -1;
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
            long anchor = (parts & PackedFacts.ANCHOR) == 0 ? NO_DAY : packed.getLong();
            long covered = (parts & PackedFacts.COVERED) == 0 ? Long.MAX_VALUE : packed.getLong();
            for (int at = next; at < definitions.length && definitions[at].key == key; at++) {
                Definition definition = definitions[at];
                double present = definition.anchoring == Anchoring.NONE
                        ? definition.percent ? ratio : number
                        : days(definition, anchor, day.toEpochDay());
                if (Double.isFinite(present) && day.toEpochDay() <= covered) {
                    values[definition.place] = MetricValue.Known.of(present, day);
                }
            }
        }
        return values;
    }

    /** As {@link MetricValue.Age} and {@link MetricValue.Countdown} count them; NaN where they are unknown. */
    private static double days(Definition definition, long anchor, long day) {
        if (anchor == NO_DAY) {
            return Double.NaN;
        }
        return definition.anchoring == Anchoring.SINCE
                ? day < anchor ? Double.NaN : day - anchor
                : day < anchor ? anchor - day : Double.NaN;
    }
}
