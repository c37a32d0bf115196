package io.tidewatch.metric.language;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The kinds of record that metrics can be about, by name. */
public record Vocabulary(Map<String, RecordKind> kinds) {
    /** The kind whose fields every formula can read as {@code account.x}. */
    public static final String ACCOUNT = "account";

    public Vocabulary {
        kinds = Collections.unmodifiableMap(new TreeMap<>(kinds));
    }

    /** The kind of this name, or null. */
    public RecordKind kind(String name) {
        return kinds.get(name);
    }

    /** The names of all kinds. */
    public Set<String> names() {
        return kinds.keySet();
    }
}
