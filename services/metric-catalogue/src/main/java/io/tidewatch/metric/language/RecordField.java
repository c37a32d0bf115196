package io.tidewatch.metric.language;

import java.util.List;
import java.util.Objects;

/**
 * A field of a kind of record.
 *
 * @param words the closed list of a WORD or WORDS, else empty
 * @param target the kind that a REF or REFS refers to, else null
 * @param planned whether a date may lie ahead; one that is not planned reads as missing before its day
 * @param required whether a record must have it
 * @param since the field before whose day this one reads as missing; null when it never does
 * @param adds whether the newest numbers of accounts can be added up to one of a group, as those of a stock can
 */
public record RecordField(
        FieldType type,
        List<String> words,
        String target,
        boolean planned,
        boolean required,
        String since,
        boolean adds) {
    public RecordField {
        Objects.requireNonNull(type, "type");
        words = List.copyOf(words);
    }
}
