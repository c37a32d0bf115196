package io.tidewatch.metric.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ValidationMessage;

/**
 * A place where a file deviates from its schema.
 *
 * @param error what the validator says of it
 * @param rules the schema
 */
record Deviation(ValidationMessage error, JsonNode rules) {

    /** Whether this keyword of the schema is broken, such as {@code required}. */
    boolean is(String keyword) {
        return error.getType().equals(keyword);
    }

    /** The key that is missing or not known; null for what is wrong with a value. */
    String key() {
        return error.getProperty();
    }

    /** Where in the file it is; for a key, the mapping that has it or lacks it. */
    String place() {
        return error.getInstanceLocation().toString();
    }

    /** What the file has in that place. */
    JsonNode found() {
        return error.getInstanceNode();
    }

    /** The part of the schema whose keyword is broken. */
    JsonNode broken() {
        return rules.at(YamlPart.parent(rule()));
    }

    /** Where the key is on which the broken rule depends; null for a rule that always holds. */
    String condition() {
        String rule = rule();
        int branch = Math.max(rule.lastIndexOf("/then/"), rule.lastIndexOf("/else/"));
        JsonNode keys = branch < 0 ? rules : rules.at(rule.substring(0, branch) + "/if/properties");
        if (branch < 0 || keys.isMissingNode()) {
            return null;
        }
        String mapping = is("required") ? place() : YamlPart.parent(place());
        return YamlPart.child(mapping, keys.fieldNames().next());
    }

    private String rule() {
        return error.getSchemaLocation().getFragment().toString();
    }
}
