package io.tidewatch.ingestion.mapping;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the columns of a file mean.
 *
 * @param name which uploads give
 * @param source the source whose ids the file carries
 * @param kind what each row is: the name of a {@link RecordKind}, or that of a kind that a catalogue declares
 * @param idPrefix put before the ids of accounts to make their canonical ids; null for none
 * @param accountsOf the source whose account ids the file carries; null for {@code source}
 * @param description for people; may be null
 * @param builtIn whether it ships with the service and cannot be changed
 * @param endDateIs which day the file's end dates mean; null means {@link EndDateIs#DAY_AFTER}
 * @param fields field of the record → where it comes from, in order of the name
 * @param ignoredColumns columns that are left out on purpose
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MappingFile(
        String name,
        String source,
        String kind,
        String idPrefix,
        String accountsOf,
        String description,
        boolean builtIn,
        EndDateIs endDateIs,
        Map<String, FieldSource> fields,
        List<String> ignoredColumns) {

    /** Fields are sorted; lists are never null. */
    public MappingFile {
        fields = fields == null ? Map.of() : java.util.Collections.unmodifiableMap(new TreeMap<>(fields));
        ignoredColumns = ignoredColumns == null ? List.of() : List.copyOf(ignoredColumns);
    }

    /** The same mapping under a name. */
    public MappingFile named(String newName, boolean isBuiltIn) {
        return new MappingFile(
                newName, source, kind, idPrefix, accountsOf, description, isBuiltIn, endDateIs, fields, ignoredColumns);
    }

    /** The canonical id of an account that the file delivers. */
    public String accountId(String externalId) {
        return idPrefix == null ? externalId : idPrefix + externalId;
    }

    /** The source whose account ids records refer to. */
    public String accountSource() {
        return accountsOf == null ? source : accountsOf;
    }

    /** The same mapping for the files of another source. */
    public MappingFile ofSource(String newSource) {
        return new MappingFile(
                name, newSource, kind, idPrefix, accountsOf, description, builtIn, endDateIs, fields, ignoredColumns);
    }
}
