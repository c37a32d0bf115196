package io.tidewatch.metric.example;

import io.tidewatch.metric.evaluation.MeasureValue;
import io.tidewatch.metric.evaluation.MetricValue.State;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Compares what an example expects with what was computed. */
final class Differences {
    /** Expected figures are written with as many digits as people care for. */
    private static final double TOLERANCE = 5e-7;

    private static final MathContext SHOWN = new MathContext(12);

    private final MetricExample.Expected expected;
    private final Found found;
    private final List<String> sentences = new ArrayList<>();

    private Differences(MetricExample.Expected expected, Found found) {
        this.expected = expected;
        this.found = found;
    }

    /** What is different, as sentences; none when nothing is. */
    static List<String> of(MetricExample.Expected expected, Found found) {
        Differences differences = new Differences(expected, found);
        differences.value();
        if (expected.band() != null && !expected.band().equals(found.band())) {
            differences.sentences.add("The band is " + found.band() + ", expected " + expected.band() + ".");
        }
        differences.named("measure", expected.measures(), found.measures());
        differences.named("label", expected.labels(), found.labels());
        if (!expected.labels().isEmpty()) {
            found.labels().keySet().stream()
                    .filter(label -> !expected.labels().containsKey(label))
                    .forEach(label -> differences.sentences.add("The label '" + label + "' is not expected."));
        }
        if (expected.leftOut() != null && expected.leftOut() != found.leftOut()) {
            differences.sentences.add(found.leftOut() + " accounts are left out, expected " + expected.leftOut() + ".");
        }
        return differences.sentences;
    }

    private void value() {
        if (expected.state() != null) {
            if (!found.state().name().equals(expected.state())) {
                sentences.add("The state is " + found.state()
                        + (found.state() == State.KNOWN ? " with the value " + shown(found.value()) : "")
                        + ", expected "
                        + expected.state() + "." + because());
            }
        } else if (expected.value() != null && !same(expected.value(), expected.currency(), found.value())) {
            sentences.add("The value is " + shown(found.value()) + ", expected "
                    + shown(expected.value(), expected.currency()) + "." + because());
        }
    }

    private String because() {
        return found.reason() == null ? "" : " " + found.reason();
    }

    private void named(String what, Map<String, BigDecimal> wanted, Map<String, MeasureValue> computed) {
        wanted.forEach((name, value) -> {
            MeasureValue is = computed.get(name);
            if (is == null) {
                sentences.add("There is no " + what + " '" + name + "'; there are "
                        + (computed.isEmpty() ? "none" : String.join(", ", computed.keySet())) + ".");
            } else if (value == null ? is.state() == State.KNOWN : !same(value, is.currency(), is)) {
                sentences.add("The " + what + " '" + name + "' is " + shown(is) + ", expected "
                        + shown(value, value == null ? null : is.currency()) + ".");
            }
        });
    }

    /** Whether a computed value is the one expected; money is compared in major units. */
    private static boolean same(BigDecimal wanted, String currency, MeasureValue is) {
        if (is.state() != State.KNOWN || currency != null && is.currency() != null && !currency.equals(is.currency())) {
            return false;
        }
        double value = major(is).doubleValue();
        return Math.abs(value - wanted.doubleValue()) <= TOLERANCE * Math.max(1, Math.abs(wanted.doubleValue()));
    }

    private static BigDecimal major(MeasureValue value) {
        return value.currency() == null
                ? BigDecimal.valueOf(value.value())
                : ExampleMoney.major(value.value(), value.currency());
    }

    private static String shown(MeasureValue value) {
        return value.state() == State.KNOWN
                ? shown(major(value), value.currency())
                : value.state().name();
    }

    private static String shown(BigDecimal value, String currency) {
        if (value == null) {
            return "no value";
        }
        String number = value.round(SHOWN).stripTrailingZeros().toPlainString();
        return Objects.isNull(currency) ? number : number + " " + currency;
    }
}
