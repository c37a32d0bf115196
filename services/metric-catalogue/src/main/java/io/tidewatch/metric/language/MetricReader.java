package io.tidewatch.metric.language;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.metric.Membership;
import io.tidewatch.metric.Unit;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.metric.reading.YamlPart;
import io.tidewatch.metric.reading.YamlSchema;
import io.tidewatch.money.Money;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the file of a metric, and the file of shared words, into their syntax trees. */
final class MetricReader {
    private static final YamlSchema METRIC = YamlSchema.of(MetricReader.class, "metric.schema.yaml");
    private static final YamlSchema PROFILED = METRIC.requiring(MetricProfile.KEYS);
    private static final YamlSchema SHARED = YamlSchema.of(MetricReader.class, "shared.schema.yaml");
    private static final String EVERYONE = "everyone";
    private static final String REPORTING_CURRENCY = "reportingCurrency";

    private final YamlSchema schema;
    private final Mistakes mistakes;
    private final PartReader parts;
    private final DefinitionsReader definitions;

    /** Of files that must have all keys for people, or may leave them out. */
    MetricReader(boolean profiled, Mistakes mistakes) {
        this.schema = profiled ? PROFILED : METRIC;
        this.mistakes = mistakes;
        this.parts = new PartReader(mistakes);
        this.definitions = new DefinitionsReader(mistakes);
    }

    /**
     * What the file of shared words says.
     *
     * @param reportingCurrency null where nothing is converted
     */
    record Shared(Definitions words, String reportingCurrency) {
        static final Shared NONE = new Shared(Definitions.none(), null);
    }

    /** The shared words and the reporting currency; empty (and mistakes) when the file is not right. */
    Optional<Shared> shared(String file, String text) {
        int before = mistakes.size();
        Optional<Shared> shared =
                structure(SHARED, file, text).map(part -> new Shared(definitions.read(part), reportingCurrency(part)));
        return mistakes.size() == before ? shared : Optional.empty();
    }

    private String reportingCurrency(YamlPart file) {
        String code = file.text(REPORTING_CURRENCY);
        if (code != null && !Money.isCurrency(code)) {
            mistakes.add(
                    MistakeKind.UNKNOWN_CURRENCY,
                    PartReader.place(file.part(REPORTING_CURRENCY)),
                    "'" + code + "' is not the ISO 4217 code of a currency.",
                    mistakes.closest(code, Money.codes()));
        }
        return code;
    }

    /** The metric; empty (and mistakes) when the file is not right. */
    Optional<MetricSyntax> metric(String file, String text) {
        int before = mistakes.size();
        Optional<MetricSyntax> metric = structure(schema, file, text).map(this::metric);
        return mistakes.size() == before ? metric : Optional.empty();
    }

    private Optional<YamlPart> structure(YamlSchema schema, String file, String text) {
        ProblemList problems = new ProblemList();
        Optional<YamlPart> part = schema.read(file, text, problems);
        part.filter(found -> schema != SHARED).ifPresent(found -> found.checkName(".yaml", problems));
        mistakes.addAll(problems);
        return part;
    }

    private MetricSyntax metric(YamlPart file) {
        Definitions own = definitions.read(file);
        Formula value = parts.formula(file, "value");
        boolean everyone = EVERYONE.equals(file.text("population"));
        Formula population = everyone ? null : parts.formula(file, "population");
        if (value == null) {
            return null;
        }
        String period = file.text("period");
        return new MetricSyntax(
                new Place(file.file(), file.line("id")),
                file.text("id"),
                MetricProfile.read(file),
                file.part("unit").as(Unit.class),
                "GROUP".equals(file.text("level")),
                PartReader.has(file, "membership") ? file.part("membership").as(Membership.class) : Membership.END,
                period == null ? null : PeriodLength.read(period),
                own,
                everyone,
                population,
                value,
                splits(file.part("by")),
                bands(file.part("bands")),
                parts.mention(file, "overAccounts"),
                details(file),
                texts(file.part("alsoCalled").node()));
    }

    private List<MetricSyntax.Split> splits(YamlPart by) {
        List<MetricSyntax.Split> splits = new ArrayList<>();
        for (String measure : PartReader.keys(by)) {
            Place place = PartReader.place(by.part(measure));
            splits.add(new MetricSyntax.Split(new Mention(measure, place), by.text(measure)));
        }
        return splits;
    }

    private List<Mention> details(YamlPart file) {
        return file.parts("details").stream()
                .map(item -> new Mention(item.node().asText(), PartReader.place(item)))
                .toList();
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    private List<Band> bands(YamlPart mapping) {
        List<Band> bands = new ArrayList<>();
        for (String name : PartReader.keys(mapping)) {
            String[] words = mapping.text(name).split(" ");
            BigDecimal end = words.length == 2 ? new BigDecimal(words[1]) : null;
            bands.add(new Band(name, PartReader.place(mapping.part(name)), end, words[0].equals("to")));
        }
        checkOrder(bands);
        return bands;
    }

    private void checkOrder(List<Band> bands) {
        for (int number = 0; number < bands.size(); number++) {
            Band band = bands.get(number);
            boolean last = number == bands.size() - 1;
            if (last != (band.end() == null)) {
                mistakes.add(
                        MistakeKind.BANDS,
                        band.place(),
                        last ? "The last band must be 'above'." : "Only the last band may be 'above'.",
                        null);
                return;
            }
            Band before = number == 0 ? null : bands.get(number - 1);
            if (before != null && !last && !isAfter(before, band)) {
                mistakes.add(
                        MistakeKind.BANDS,
                        band.place(),
                        "No value reaches '" + band.name() + "'; order the bands.",
                        null);
            }
        }
    }

    private static boolean isAfter(Band before, Band band) {
        int order = band.end().compareTo(before.end());
        return order > 0 || order == 0 && band.including() && !before.including();
    }
}
