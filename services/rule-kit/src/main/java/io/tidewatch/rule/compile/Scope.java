package io.tidewatch.rule.compile;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The names a rule has given so far. A name given twice is refused: Drools would join in silence. */
final class Scope {
    private final Map<String, Map<String, Property>> facts = new HashMap<>();
    private final Map<String, String> properties = new HashMap<>();
    private final UnreadableMetrics unreadable;
    private String patternName;

    /** For conditions that were read before. */
    Scope() {
        this(UnreadableMetrics.NONE);
    }

    /** For conditions that may name metrics which they cannot read. */
    Scope(UnreadableMetrics unreadable) {
        this.unreadable = unreadable;
    }

    /** The metrics that what is judged does not have as properties. */
    UnreadableMetrics unreadable() {
        return unreadable;
    }

    /** A new pattern begins; {@code name} may be null. Properties named in it belong to it. */
    void beginPattern(String name, Map<String, Property> fact, int line) {
        // Names of properties of earlier patterns are reached through the name of their pattern.
        properties.replaceAll((given, property) -> property.contains(".") ? property : patternName + "." + property);
        if (name != null) {
            requireNew(name, line);
            facts.put(name, fact);
        }
        patternName = name;
    }

    void bindProperty(Token name, String property) {
        requireNew(name.text(), name.line());
        properties.put(name.text(), property);
    }

    boolean bound(String name) {
        return facts.containsKey(name) || properties.containsKey(name);
    }

    /** The property behind a name ("pattern.property" when of an earlier pattern), or null. */
    String propertyOf(String name) {
        return properties.get(name);
    }

    /** The properties of a named fact, or null. */
    Map<String, Property> factOf(String name) {
        return facts.get(name);
    }

    Set<String> names() {
        Set<String> names = new HashSet<>(properties.keySet());
        names.addAll(facts.keySet());
        return names;
    }

    private void requireNew(String name, int line) {
        // With the dollar sign a name can never be a word of Java or the name of a property.
        if (!name.matches("\\$[A-Za-z][A-Za-z0-9]{0,40}")) {
            throw new NotAllowedException(
                    line, "A name must begin with a dollar sign, followed only by letters and digits.", "$" + name);
        }
        if (bound(name)) {
            throw new NotAllowedException(line, "The name '" + name + "' appears twice in this rule.", null);
        }
    }
}
