package io.tidewatch.metric.history;

import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.Vocabulary;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which kinds of record, and which of their fields, histories hold: each further one costs time and memory for every account. */
public final class HeldFields {
    private static final Map<String, Set<String>> ALWAYS = Map.of(
            Vocabulary.ACCOUNT,
            Set.of(),
            DerivedRecords.CONTRACT_PERIOD,
            Set.of("startDate", "endDate", "mrr", "trial"),
            DerivedRecords.PAID_SPAN,
            Set.of("startDate", "endDate"));

    private HeldFields() {}

    /**
     * The kinds with the fields that are read, and with those that these follow from. The account, its contract periods and its paid spans,
     * which say when it began, when it was a customer and what it paid, are always there, with the fields that say so.
     *
     * @param read by kind, the names of the fields; kinds outside the vocabulary are left out
     */
    public static Vocabulary of(Vocabulary all, Map<String, Set<String>> read) {
        Map<String, Set<String>> fields = new HashMap<>();
        ALWAYS.forEach((kind, names) -> fields.put(kind, new TreeSet<>(names)));
        read.forEach((kind, names) ->
                fields.computeIfAbsent(kind, one -> new TreeSet<>()).addAll(names));
        if (fields.getOrDefault(Touchpoints.KIND, Set.of()).contains(Touchpoints.WITH_SPONSOR)) {
            fields.get(Touchpoints.KIND).add(Touchpoints.CONTACTS);
            fields.computeIfAbsent(Touchpoints.CONTACT, kind -> new TreeSet<>()).add(Touchpoints.ROLE);
        }
        Map<String, RecordKind> held = new HashMap<>();
        fields.forEach((name, names) -> {
            String source = DerivedRecords.sourceOf(name);
            if (source != null && !ALWAYS.containsKey(name) || name.equals(DerivedRecords.CADENCE)) {
                whole(name, all, held);
                whole(source == null ? name : source, all, held);
            } else if (all.kind(name) != null) {
                held.putIfAbsent(name, narrowed(all.kind(name), names));
            }
        });
        return new Vocabulary(held);
    }

    /**
     * Kinds with all of their fields, and what follows from them, for those who show records; so are the account, what follows from it, and
     * its contract periods. Kinds outside the vocabulary are left out.
     */
    public static Vocabulary whole(Vocabulary all, Set<String> kinds) {
        Map<String, Set<String>> read = new HashMap<>();
        all.kinds().forEach((name, kind) -> {
            String source = DerivedRecords.sourceOf(name);
            if (ALWAYS.containsKey(name)
                    || Vocabulary.ACCOUNT.equals(source)
                    || kinds.contains(source == null ? name : source)) {
                read.put(name, kind.fields().keySet());
            }
        });
        return of(all, read);
    }

    /** Adds a kind of the vocabulary with all of its fields. */
    private static void whole(String name, Vocabulary all, Map<String, RecordKind> held) {
        if (all.kind(name) != null) {
            held.put(name, all.kind(name));
        }
    }

    private static RecordKind narrowed(RecordKind kind, Set<String> names) {
        Map<String, RecordField> fields = new LinkedHashMap<>(kind.fields());
        fields.keySet().removeIf(name -> !names.contains(name) && !name.equals(kind.time()));
        return new RecordKind(
                kind.name(),
                kind.description(),
                kind.home(),
                kind.nature(),
                kind.time(),
                kind.holds(),
                kind.accountOptional(),
                fields,
                kind.spans());
    }
}
