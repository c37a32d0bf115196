package io.tidewatch.metric.language;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.metric.BusinessModel;
import io.tidewatch.metric.reading.YamlPart;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads scores, and the settings of weights and parameters:
 *
 * <pre>
 * score   = { score: [ { of: MEASURE or METRIC, scale: [v0, v100], weight: setting } … ], minimumCoverage: 60 }
 * setting = value | { default: value, BUSINESS_MODEL: value … }             value = number | list of numbers or texts
 * </pre>
 */
final class ScoreReader {
    private static final String DEFAULT = "default";
    private static final List<String> SETTING_KEYS = Stream.concat(
                    Stream.of(DEFAULT), Stream.of(BusinessModel.values()).map(BusinessModel::name))
            .toList();
    private static final int MOST_ITEMS = 200;

    private final PartReader parts;

    ScoreReader(PartReader parts) {
        this.parts = parts;
    }

    /** The score; null (and mistakes) when the part is none. */
    MeasureSyntax.Score read(YamlPart part) {
        parts.checkKeys(part, List.of("score", "minimumCoverage"));
        JsonNode list = part.node().path("score");
        if (!list.isArray() || list.size() < 2 || list.size() > MOST_ITEMS) {
            parts.structure(PartReader.place(part.part("score")), "'score' must be a list of two or more inputs.");
            return null;
        }
        List<MeasureSyntax.Score.Input> inputs = new ArrayList<>();
        for (YamlPart item : part.parts("score")) {
            inputs.add(input(item));
        }
        JsonNode coverage = part.node().path("minimumCoverage");
        boolean valid = coverage.isMissingNode()
                || coverage.isNumber() && coverage.asText().matches("[1-9][0-9]?|100");
        if (!valid) {
            parts.structure(
                    PartReader.place(part.part("minimumCoverage")),
                    "'minimumCoverage' must be a whole number from 1 to 100.");
        }
        return !valid || inputs.contains(null)
                ? null
                : new MeasureSyntax.Score(
                        PartReader.place(part), inputs, coverage.isMissingNode() ? null : coverage.asInt());
    }

    private MeasureSyntax.Score.Input input(YamlPart part) {
        if (!parts.isMapping(part, "An input of a score")) {
            return null;
        }
        parts.checkKeys(part, List.of("of", "scale", "weight"));
        for (String key : List.of("of", "scale", "weight")) {
            if (!PartReader.has(part, key)) {
                parts.structure(PartReader.place(part), "'" + key + "' is missing.");
            }
        }
        Mention of = parts.mention(part, "of");
        JsonNode scale = part.node().path("scale");
        boolean two =
                scale.size() == 2 && scale.path(0).isNumber() && scale.path(1).isNumber();
        if (!two && !scale.isMissingNode()) {
            parts.structure(
                    PartReader.place(part.part("scale")),
                    "'scale' must be a list of two numbers: the value for 0 points and the value for 100.");
        }
        Setting weight = PartReader.has(part, "weight") ? setting(part.part("weight"), "'weight'", false) : null;
        return of == null || !two || weight == null
                ? null
                : new MeasureSyntax.Score.Input(
                        of, scale.path(0).decimalValue(), scale.path(1).decimalValue(), weight);
    }

    /** The setting; null (and mistakes) when the part is none. */
    Setting setting(YamlPart part, String what, boolean lists) {
        if (!part.node().isObject()) {
            Setting.Value value = value(part, what, lists);
            return value == null ? null : new Setting(value, Map.of());
        }
        parts.checkKeys(part, SETTING_KEYS);
        if (!PartReader.has(part, DEFAULT)) {
            parts.structure(PartReader.place(part), "'default' is missing: the value for all other business models.");
            return null;
        }
        Setting.Value standard = value(part.part(DEFAULT), what, lists);
        Map<BusinessModel, Setting.Value> byModel = new EnumMap<>(BusinessModel.class);
        for (BusinessModel model : BusinessModel.values()) {
            if (PartReader.has(part, model.name())) {
                Setting.Value value = value(part.part(model.name()), what, lists);
                if (value == null || standard != null && !standard.sameForm(value)) {
                    parts.structure(
                            PartReader.place(part.part(model.name())),
                            "The value for " + model + " must have the form of the default.");
                    return null;
                }
                byModel.put(model, value);
            }
        }
        return standard == null ? null : new Setting(standard, byModel);
    }

    private Setting.Value value(YamlPart part, String what, boolean lists) {
        JsonNode node = part.node();
        if (node.isNumber()) {
            return new Setting.Value.Amount(node.decimalValue());
        }
        if (lists && node.isArray() && !node.isEmpty() && node.size() <= MOST_ITEMS) {
            List<BigDecimal> numbers = new ArrayList<>();
            List<String> texts = new ArrayList<>();
            node.forEach(item -> {
                if (item.isNumber()) {
                    numbers.add(item.decimalValue());
                } else if (item.isTextual() && !item.textValue().isEmpty()) {
                    texts.add(item.textValue());
                }
            });
            if (numbers.size() == node.size()) {
                return new Setting.Value.Amounts(numbers);
            }
            if (texts.size() == node.size()) {
                return new Setting.Value.Texts(texts);
            }
        }
        String found = node.isTextual() ? ", not '" + node.textValue() + "'" : "";
        parts.structure(
                PartReader.place(part),
                what + " must be a number such as 85 or 0.8" + (lists ? ", or a list of numbers or of texts" : "")
                        + found + ".");
        return null;
    }
}
