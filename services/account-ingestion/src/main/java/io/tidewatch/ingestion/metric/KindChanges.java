package io.tidewatch.ingestion.metric;

import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.RecordKind.Home;
import io.tidewatch.metric.language.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Finds the changes of kinds that records stored before would not fit. */
final class KindChanges {

    /**
     * A change of a kind.
     *
     * @param kind its name
     * @param field the field of a built-in kind, so that only records with a value of it do not fit; null for a declared kind
     * @param withoutAccountOnly whether only records without an account do not fit
     * @param sentence what changes, for the author of the catalogue
     */
    record Change(String kind, String field, boolean withoutAccountOnly, String sentence) {}

    private final List<Change> changes = new ArrayList<>();

    private KindChanges() {}

    /**
     * The changes from the kinds under which records were stored to those of a new catalogue, in order of the kind.
     *
     * @param before of built-in kinds only the fields that a catalogue added can change
     */
    static List<Change> between(Vocabulary before, Vocabulary after) {
        KindChanges found = new KindChanges();
        before.kinds().forEach((name, kind) -> {
            if (kind.home() == Home.DECLARED) {
                found.compare(kind, after.kind(name));
            } else if (kind.home() == Home.BUILT_IN) {
                found.compareFields(kind, after.kind(name));
            }
        });
        return found.changes;
    }

    private void compare(RecordKind before, RecordKind after) {
        String name = before.name();
        if (after == null || after.home() != Home.DECLARED) {
            add(name, "The catalogue has no kind \"" + name + "\" any more.");
            return;
        }
        if (!Objects.equals(before.time(), after.time())) {
            add(name, name + " counts by " + shown(after.time()) + " instead of " + shown(before.time()) + ".");
        }
        if (before.accountOptional() && !after.accountOptional()) {
            changes.add(new Change(name, null, true, "Records of " + name + " must belong to an account now."));
        }
        compareFields(before, after);
        after.fields().forEach((field, type) -> {
            RecordField known = before.fields().get(field);
            if (type.required() && (known == null || !known.required())) {
                add(name, name + "." + field + " is required now.");
            }
        });
    }

    private void compareFields(RecordKind before, RecordKind after) {
        before.fields().forEach((name, field) -> {
            String sentence = change(before.name(), name, field, after.fields().get(name));
            if (sentence != null) {
                changes.add(new Change(before.name(), before.home() == Home.BUILT_IN ? name : null, false, sentence));
            }
        });
    }

    /** What changes of a field; null for nothing that matters. */
    private static String change(String kind, String name, RecordField before, RecordField after) {
        if (after == null) {
            return kind + " has no field \"" + name + "\" any more.";
        }
        String field = kind + "." + name;
        if (before.type() != after.type()) {
            return field + " is " + after.type() + " instead of " + before.type() + ".";
        }
        if (!Objects.equals(before.target(), after.target())) {
            return field + " refers to " + after.target() + " instead of " + before.target() + ".";
        }
        List<String> lost = before.words().stream()
                .filter(word -> !after.words().contains(word))
                .toList();
        return lost.isEmpty() ? null : field + " does not have " + String.join(", ", lost) + " any more.";
    }

    private void add(String kind, String sentence) {
        changes.add(new Change(kind, null, false, sentence));
    }

    private static String shown(String field) {
        return field == null ? "no day" : field;
    }
}
