package io.tidewatch.metric.evaluation;

import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.metric.history.CoveredDays;
import io.tidewatch.metric.history.Dictionary;
import io.tidewatch.metric.history.HistoryBuilder;
import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.DraftFiles;
import io.tidewatch.metric.language.MetricLanguage;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RulesFolder;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Metrics as text and one account's records as text: what tests of the evaluator are written with. Every kind is covered unless a test says less. */
final class Example {
    /** The day until which slots of cadences are derived. */
    static final String HORIZON = "2030-01-01";

    final CheckedLanguage language;
    final CompiledMetrics metrics;
    final Dictionary dictionary;
    private final HistoryBuilder builder;
    private final Set<String> notCovered = new LinkedHashSet<>();
    private ExchangeRates rates = ExchangeRates.NONE;

    private Example(CheckedLanguage language, CompiledMetrics metrics, Dictionary dictionary, String account) {
        this.language = language;
        this.metrics = metrics;
        this.dictionary = dictionary;
        this.builder = new HistoryBuilder(language.vocabulary(), dictionary, account);
    }

    /** The metrics of the rules folder. */
    static Example ofDrafts(String... ids) {
        CheckedLanguage language = MetricLanguage.check(RulesFolder.files());
        List<String> all = ids.length == 0 ? List.copyOf(language.metrics().keySet()) : List.of(ids);
        return new Example(language, CompiledMetrics.of(language, all), new Dictionary(), "a-1");
    }

    /** The metric {@code x}, whose file has these lines, beside the kinds and shared words of the drafts and further files (path, text). */
    static Example of(String lines, String... files) {
        Map<String, String> all = DraftFiles.all();
        all.keySet().removeIf(file -> file.startsWith("metrics/"));
        for (int number = 0; number < files.length; number += 2) {
            all.put(files[number], files[number + 1]);
        }
        all.put("metrics/x.yaml", "id: x\n" + lines);
        CheckedLanguage language = MetricLanguage.check(all);
        if (!language.mistakes().isEmpty()) {
            throw new IllegalArgumentException(language.mistakes().toString());
        }
        return new Example(language, CompiledMetrics.of(language, List.of("x")), new Dictionary(), "a-1");
    }

    /** Another account, with the same metrics. */
    Example another(String account) {
        Example other = new Example(language, metrics, dictionary, account);
        other.rates = rates;
        return other;
    }

    /** Adds a record: field, value, field, value … as text; null is missing. */
    Example add(String kind, String id, Object... fields) {
        builder.add(new AccountRecord(kind, id, fields(kind, fields)));
        return this;
    }

    Example attributes(String validFrom, Object... fields) {
        builder.attributes(LocalDate.parse(validFrom), fields("account", fields));
        return this;
    }

    private Map<String, Object> fields(String kind, Object... fields) {
        Map<String, Object> values = new HashMap<>();
        for (int number = 0; number < fields.length; number += 2) {
            if (fields[number + 1] != null) {
                RecordField field = language.vocabulary().kind(kind).fields().get((String) fields[number]);
                values.put((String) fields[number], value(field, fields[number + 1].toString()));
            }
        }
        return values;
    }

    private static Object value(RecordField field, String text) {
        return switch (field.type()) {
            case NAME, TEXT, WORD, REF -> text;
            case WORDS, REFS -> Arrays.asList(text.split(","));
            case BOOLEAN -> Boolean.valueOf(text);
            case INTEGER -> Long.valueOf(text);
            case DECIMAL -> new BigDecimal(text);
            case MONEY -> new AccountRecord.Amount(Long.parseLong(text.split(" ")[0]), text.split(" ")[1]);
            case DATE -> LocalDate.parse(text);
            case INSTANT -> Instant.parse(text.length() == 10 ? text + "T00:00:00Z" : text);
        };
    }

    /** What is covered of a kind, instead of everything. */
    Example covered(String kind, String from, String through) {
        notCovered.add(kind);
        builder.covered(
                kind,
                new CoveredDays(
                        (int) LocalDate.parse(from).toEpochDay(),
                        (int) LocalDate.parse(through).toEpochDay(),
                        null));
        return this;
    }

    /** No source brings a kind. */
    Example notCovered(String kind) {
        notCovered.add(kind);
        return this;
    }

    Example rates(ExchangeRates given) {
        rates = given;
        return this;
    }

    AccountHistory history() {
        language.vocabulary().names().stream()
                .filter(kind -> !notCovered.contains(kind))
                .forEach(kind -> builder.covered(kind, CoveredDays.ALWAYS));
        return builder.build(LocalDate.parse(HORIZON));
    }

    AccountValues values(String asOf) {
        return values(asOf, null);
    }

    AccountValues values(String asOf, String from) {
        Days days = new Days(LocalDate.parse(asOf), from == null ? null : LocalDate.parse(from));
        return metrics.evaluation(rates).evaluate(history(), days);
    }

    MetricValue on(String asOf) {
        return values(asOf).value("x");
    }

    MetricValue on(String asOf, String from) {
        return values(asOf, from).value("x");
    }

    /** The value, as a short text: {@code 12}, {@code 0.5}, {@code absent}, {@code unknown} or {@code outside}. */
    String shown(String asOf) {
        return shown(on(asOf));
    }

    static String shown(MetricValue value) {
        if (value.state() != MetricValue.State.KNOWN) {
            return value.state().name().toLowerCase();
        }
        return number(value.value());
    }

    static String number(double value) {
        return new BigDecimal(value)
                .round(new java.math.MathContext(10))
                .stripTrailingZeros()
                .toPlainString();
    }
}
