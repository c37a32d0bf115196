package io.tidewatch.ingestion.metric;

import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.RecordKind.Home;
import io.tidewatch.metric.language.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Finds the changes of declared kinds that records stored before would not fit. */
final class KindChanges {

    /**
     * A change of a kind.
     *
     * @param kind its name
     * @param withoutAccountOnly whether only records without an account do not fit
     * @param sentence what changes, for the author of the catalogue
     */
    record Change(String kind, boolean withoutAccountOnly, String sentence) {}

    private final List<Change> changes = new ArrayList<>();

    private KindChanges() {}

    /**
     * The changes from the kinds under which records were stored to those of a new catalogue, in order of the kind.
     *
     * @param before only its declared kinds count
     */
    static List<Change> between(Vocabulary before, Vocabulary after) {
        KindChanges found = new KindChanges();
        before.kinds().forEach((name, kind) -> {
            if (kind.home() == Home.DECLARED) {
                found.compare(kind, after.kind(name));
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
            changes.add(new Change(name, true, "Records of " + name + " must belong to an account now."));
        }
        before.fields()
                .forEach((field, type) ->
                        compare(name + "." + field, name, type, after.fields().get(field)));
        after.fields().forEach((field, type) -> {
            RecordField known = before.fields().get(field);
            if (type.required() && (known == null || !known.required())) {
                add(name, name + "." + field + " is required now.");
            }
        });
    }

    private void compare(String field, String kind, RecordField before, RecordField after) {
        if (after == null) {
            add(kind, kind + " has no field \"" + field.substring(kind.length() + 1) + "\" any more.");
        } else if (before.type() != after.type()) {
            add(kind, field + " is " + after.type() + " instead of " + before.type() + ".");
        } else if (!Objects.equals(before.target(), after.target())) {
            add(kind, field + " refers to " + after.target() + " instead of " + before.target() + ".");
        } else if (!after.words().containsAll(before.words())) {
            List<String> lost = before.words().stream()
                    .filter(word -> !after.words().contains(word))
                    .toList();
            add(kind, field + " does not have " + String.join(", ", lost) + " any more.");
        }
    }

    private void add(String kind, String sentence) {
        changes.add(new Change(kind, false, sentence));
    }

    private static String shown(String field) {
        return field == null ? "no day" : field;
    }
}
