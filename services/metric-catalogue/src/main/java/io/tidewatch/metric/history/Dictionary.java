package io.tidewatch.metric.history;

import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.Vocabulary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers for texts, from 0 in the order in which they were met. Equal texts have equal numbers, so that a comparison of texts is one of
 * numbers. Histories that are loaded together share one; it grows with the different texts and is dropped with them. Not for
 * several threads at once.
 */
public final class Dictionary {
    private final Map<String, Integer> codes = new HashMap<>();
    private final List<String> texts = new ArrayList<>();
    private final Map<RecordKind, Layout> layouts = new IdentityHashMap<>();
    private Vocabulary vocabulary;
    private Map<String, Rows> withoutRecords;

    /** The number of a text; a new one if need be. */
    public int add(String text) {
        Integer known = codes.get(text);
        if (known != null) {
            return known;
        }
        codes.put(text, texts.size());
        texts.add(text);
        return texts.size() - 1;
    }

    /** The number of a text, or -1 where no history has it. */
    public int find(String text) {
        return codes.getOrDefault(text, -1);
    }

    /** The text of a number. */
    public String text(int code) {
        return texts.get(code);
    }

    /** How many texts there are. */
    public int size() {
        return texts.size();
    }

    /** Where the fields of a kind have their place. */
    Layout layout(RecordKind kind) {
        return layouts.computeIfAbsent(kind, Layout::new);
    }

    /** Of each kind, no records. An account has records of few kinds, so histories that are loaded together share the others, too. */
    Map<String, Rows> withoutRecords(Vocabulary of) {
        if (vocabulary != of) {
            Map<String, Rows> none = new HashMap<>();
            of.kinds().forEach((name, kind) -> none.put(name, RowsBuilder.none(kind, this)));
            vocabulary = of;
            withoutRecords = none;
        }
        return withoutRecords;
    }
}
