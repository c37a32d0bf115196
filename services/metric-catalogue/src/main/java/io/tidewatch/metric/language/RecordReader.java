package io.tidewatch.metric.language;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.metric.language.RecordKind.Home;
import io.tidewatch.metric.language.RecordKind.Nature;
import io.tidewatch.metric.language.RecordKind.Span;
import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.metric.reading.YamlPart;
import io.tidewatch.metric.reading.YamlSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads the kinds that ship and the files of {@code rules/records} into a {@link Vocabulary}. */
final class RecordReader {
    static final YamlSchema SCHEMA = YamlSchema.of(RecordReader.class, "record.schema.yaml");

    private final Mistakes mistakes;
    private final PartReader parts;
    private final Map<String, RecordKind> kinds = new TreeMap<>();
    /** Kind → the file that declares it, without those that ship. */
    private final Map<String, String> declaredIn = new TreeMap<>();

    RecordReader(Mistakes mistakes) {
        this.mistakes = mistakes;
        this.parts = new PartReader(mistakes);
    }

    /** The kinds that ship and those of the files (path → text); what is not right is left out (with mistakes). */
    Vocabulary read(Map<String, String> files) {
        List<YamlPart> taken = new ArrayList<>(ShippedRecords.parts());
        taken.forEach(this::add);
        Set<String> shipped = Set.copyOf(kinds.keySet());
        List<YamlPart> found = new ArrayList<>();
        new TreeMap<>(files).forEach((file, text) -> {
            ProblemList problems = new ProblemList();
            SCHEMA.read(file, text, problems).ifPresent(found::add);
            mistakes.addAll(problems);
        });
        found.stream()
                .filter(file -> !PartReader.has(file, "extends"))
                .filter(file -> define(file, shipped))
                .forEach(taken::add);
        found.stream()
                .filter(file -> PartReader.has(file, "extends"))
                .filter(this::extend)
                .forEach(taken::add);
        taken.forEach(this::checkReferences);
        return new Vocabulary(kinds);
    }

    /** Whether the file defines a kind; else adds a mistake. */
    private boolean define(YamlPart file, Set<String> shipped) {
        for (String key : List.of("kind", "nature")) {
            if (!PartReader.has(file, key)) {
                parts.structure(PartReader.place(file), "'" + key + "' is missing.");
                return false;
            }
        }
        String name = file.text("kind");
        Place place = new Place(file.file(), file.line("kind"));
        if (kinds.containsKey(name) || name.equals(SubjectsSyntax.WEEK)) {
            mistakes.add(MistakeKind.NAME_TAKEN, place, taken(name, shipped), null);
            return false;
        }
        if (PartReader.has(file, "home") && !Home.DECLARED.name().equals(file.text("home"))) {
            parts.structure(
                    PartReader.place(file.part("home")),
                    "'home' must be DECLARED, not '" + file.text("home") + "': only kinds that ship have another one.");
            return false;
        }
        add(file);
        declaredIn.put(name, file.file());
        return true;
    }

    private String taken(String name, Set<String> shipped) {
        if (shipped.contains(name)) {
            return "The kind '" + name + "' ships with Tidewatch; with 'extends: " + name
                    + "' a file adds fields to it.";
        }
        return declaredIn.containsKey(name)
                ? "The file " + declaredIn.get(name) + " already declares the kind '" + name
                        + "'. Choose another name, or add the fields there."
                : "'" + name + "' has a meaning in the language of metrics. Choose another name.";
    }

    private void add(YamlPart file) {
        String name = file.text("kind");
        kinds.put(
                name,
                new RecordKind(
                        name,
                        file.text("description"),
                        PartReader.has(file, "home") ? file.part("home").as(Home.class) : Home.DECLARED,
                        file.part("nature").as(Nature.class),
                        file.text("time"),
                        file.node().path("holds").asBoolean(),
                        PartReader.has(file, "account"),
                        fields(file),
                        spans(file)));
    }

    /** Whether the kind that the file extends exists; else adds a mistake. */
    private boolean extend(YamlPart file) {
        Place place = new Place(file.file(), file.line("extends"));
        String name = file.text("extends");
        RecordKind base = kinds.get(name);
        for (String key : List.of("kind", "home", "nature", "time", "holds", "account")) {
            if (PartReader.has(file, key)) {
                parts.structure(PartReader.place(file.part(key)), "'" + key + "' is not allowed beside 'extends'.");
            }
        }
        if (base == null) {
            mistakes.add(
                    MistakeKind.UNKNOWN_KIND,
                    place,
                    "There is no kind of record '" + name + "'.",
                    mistakes.closest(name, kinds.keySet()));
            return false;
        }
        Map<String, RecordField> fields = new LinkedHashMap<>(base.fields());
        fields(file).forEach((field, type) -> add(fields, field, type, file.part("fields"), name));
        Map<String, Span> spans = new LinkedHashMap<>(base.spans());
        spans(file).forEach((span, days) -> add(spans, span, days, file.part("spans"), name));
        kinds.put(
                name,
                new RecordKind(
                        name,
                        base.description(),
                        base.home(),
                        base.nature(),
                        base.time(),
                        base.holds(),
                        base.accountOptional(),
                        fields,
                        spans));
        return true;
    }

    private <T> void add(Map<String, T> all, String name, T value, YamlPart mapping, String kind) {
        if (all.putIfAbsent(name, value) != null) {
            mistakes.add(
                    MistakeKind.NAME_TAKEN,
                    PartReader.place(mapping.part(name)),
                    kind + " has '" + name + "' already.",
                    null);
        }
    }

    private Map<String, RecordField> fields(YamlPart file) {
        Map<String, RecordField> fields = new LinkedHashMap<>();
        YamlPart mapping = file.part("fields");
        for (String name : PartReader.keys(mapping)) {
            YamlPart part = mapping.part(name);
            if (parts.isName(name, PartReader.place(part))) {
                List<String> words = new ArrayList<>();
                part.node().path("of").forEach(word -> words.add(word.asText()));
                fields.put(
                        name,
                        new RecordField(
                                part.part("type").as(FieldType.class),
                                words,
                                part.text("to"),
                                part.node().path("planned").asBoolean(),
                                part.node().path("required").asBoolean(),
                                part.text("since"),
                                part.node().path("adds").asBoolean()));
            }
        }
        return fields;
    }

    private Map<String, Span> spans(YamlPart file) {
        Map<String, Span> spans = new LinkedHashMap<>();
        YamlPart mapping = file.part("spans");
        for (String name : PartReader.keys(mapping)) {
            YamlPart part = mapping.part(name);
            JsonNode days = part.node();
            if (parts.isName(name, PartReader.place(part))) {
                Formula condition = days.size() < 3
                        ? null
                        : parts.expression(mapping.parts(name).get(2), "A condition");
                spans.put(name, new Span(days.path(0).asText(), days.path(1).asText(), condition));
            }
        }
        return spans;
    }

    /** What a file refers to may be in a file that is read later. */
    private void checkReferences(YamlPart file) {
        RecordKind kind = kinds.get(PartReader.has(file, "extends") ? file.text("extends") : file.text("kind"));
        if (PartReader.has(file, "time")) {
            checkDay(kind, file.text("time"), PartReader.place(file.part("time")));
        }
        YamlPart fields = file.part("fields");
        for (String name : PartReader.keys(fields)) {
            YamlPart field = fields.part(name);
            String target = field.text("to");
            if (target != null && !kinds.containsKey(target)) {
                mistakes.add(
                        MistakeKind.UNKNOWN_KIND,
                        PartReader.place(field),
                        "There is no kind of record '" + target + "'.",
                        mistakes.closest(target, kinds.keySet()));
            }
            if (field.text("since") != null) {
                checkDay(kind, field.text("since"), PartReader.place(field));
            }
        }
        YamlPart spans = file.part("spans");
        for (String name : PartReader.keys(spans)) {
            Place place = PartReader.place(spans.part(name));
            checkDay(kind, spans.part(name).node().path(0).asText(), place);
            checkDay(kind, spans.part(name).node().path(1).asText(), place);
        }
    }

    private void checkDay(RecordKind kind, String field, Place place) {
        if (!kind.days().contains(field)) {
            mistakes.add(
                    MistakeKind.NOT_A_DAY,
                    place,
                    kind.name() + " has no day '" + field + "'.",
                    mistakes.closest(field, kind.days()));
        }
    }
}
