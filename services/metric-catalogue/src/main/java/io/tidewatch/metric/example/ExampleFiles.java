package io.tidewatch.metric.example;

import io.tidewatch.metric.evaluation.ExchangeRates;
import io.tidewatch.metric.history.CoveredDays;
import io.tidewatch.metric.language.CheckedLanguage;
import io.tidewatch.metric.language.Vocabulary;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.metric.reading.YamlPart;
import io.tidewatch.metric.reading.YamlSchema;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the files of {@code rules/scenarios/metrics}. */
final class ExampleFiles {
    private static final YamlSchema SCHEMA = YamlSchema.of(ExampleFiles.class, "example.schema.yaml");

    private final Vocabulary vocabulary;
    private final ProblemList problems;
    private final ExampleRecords records;

    private ExampleFiles(Vocabulary vocabulary, ProblemList problems) {
        this.vocabulary = vocabulary;
        this.problems = problems;
        this.records = new ExampleRecords(vocabulary, problems);
    }

    /** The examples of the files (path → text); a file with problems may have fewer. */
    static List<MetricExample> read(Map<String, String> files, CheckedLanguage language, ProblemList problems) {
        YamlSchema schema = SCHEMA.with("metrics", language.metrics().keySet());
        ExampleFiles reader = new ExampleFiles(language.vocabulary(), problems);
        List<MetricExample> examples = new ArrayList<>();
        new TreeMap<>(files).forEach((file, text) -> schema.read(file, text, problems)
                .ifPresent(root -> root.node().fieldNames().forEachRemaining(metric -> root.parts(metric)
                        .forEach(part -> examples.add(reader.example(metric, part))))));
        return examples;
    }

    private MetricExample example(String metric, YamlPart part) {
        boolean group = part.node().has("accounts");
        if (group) {
            for (String key : List.of("account", "records", "covered", "uncovered")) {
                if (part.node().has(key)) {
                    problems.add(part.file(), part.line(key), "'" + key + "' belongs to one of the 'accounts'.");
                }
            }
        }
        List<MetricExample.Account> accounts =
                group ? part.parts("accounts").stream().map(this::account).toList() : List.of(account(part));
        return new MetricExample(
                part.file(),
                part.line(),
                part.text("name"),
                metric,
                day(part, "asOf"),
                day(part, "from"),
                accounts,
                group || part.node().has("withoutAccount"),
                records.read(part.part("withoutAccount")),
                records.read(ExchangeRates.KIND, part.parts("rates")),
                expected(part.part("expect")));
    }

    private MetricExample.Account account(YamlPart part) {
        Map<String, CoveredDays> covered = new LinkedHashMap<>();
        YamlPart days = part.part("covered");
        days.node().fieldNames().forEachRemaining(kind -> {
            if (isKind(days, kind)) {
                LocalDate from = day(days.part(kind), "from");
                LocalDate through = day(days.part(kind), "through");
                covered.put(
                        kind,
                        new CoveredDays(
                                from == null ? Integer.MIN_VALUE : Math.toIntExact(from.toEpochDay()),
                                through == null ? Integer.MAX_VALUE : Math.toIntExact(through.toEpochDay()),
                                null));
            }
        });
        for (YamlPart kind : part.parts("uncovered")) {
            String name = kind.node().asText();
            if (isKind(part, name)) {
                covered.put(name, CoveredDays.never("No source delivers " + name.replace('_', ' ') + " records."));
            }
        }
        return new MetricExample.Account(
                records.attributes(part.part("account")), records.read(part.part("records")), covered);
    }

    private boolean isKind(YamlPart mapping, String name) {
        if (vocabulary.kind(name) == null) {
            records.unknown(mapping, name, "There is no kind of record '" + name + "'.", vocabulary.names());
        }
        return vocabulary.kind(name) != null;
    }

    private MetricExample.Expected expected(YamlPart part) {
        if (part.node().has("value") == part.node().has("state") && !part.node().has("labels")) {
            problems.add(part.file(), part.line(), "Expect either a 'value' or a 'state'.");
        }
        BigDecimal value = null;
        String currency = null;
        if (part.node().has("value")) {
            value = number(part, "value");
            currency = part.part("value").node().isTextual() && value != null
                    ? ExampleMoney.read(part.text("value")).currency()
                    : null;
        }
        return new MetricExample.Expected(
                value,
                currency,
                part.text("state"),
                part.text("band"),
                numbers(part.part("measures")),
                numbers(part.part("labels")),
                part.part("leftOut").as(Integer.class));
    }

    private Map<String, BigDecimal> numbers(YamlPart mapping) {
        Map<String, BigDecimal> numbers = new LinkedHashMap<>();
        mapping.node()
                .fieldNames()
                .forEachRemaining(
                        name -> numbers.put(name, mapping.part(name).node().isNull() ? null : number(mapping, name)));
        return numbers;
    }

    private BigDecimal number(YamlPart mapping, String key) {
        try {
            return ExampleRecords.number(mapping.part(key).node());
        } catch (IllegalArgumentException notOne) {
            problems.add(
                    mapping.file(),
                    mapping.line(key),
                    "'" + key + "' must be a number or an amount such as '1200.00 USD'.");
            return null;
        }
    }

    private LocalDate day(YamlPart mapping, String key) {
        try {
            return mapping.node().has(key) ? LocalDate.parse(mapping.text(key)) : null;
        } catch (DateTimeParseException notOne) {
            problems.add(mapping.file(), mapping.line(key), "'" + mapping.text(key) + "' is not a valid day.");
            return null;
        }
    }
}
