package io.tidewatch.ingestion.imports;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.ingestion.csv.CsvRecord;
import io.tidewatch.ingestion.csv.UnreadableFile;
import io.tidewatch.ingestion.imports.FieldReader.NotAValue;
import io.tidewatch.ingestion.mapping.FieldForm;
import io.tidewatch.ingestion.mapping.FieldSource;
import io.tidewatch.ingestion.mapping.MappingFile;
import io.tidewatch.ingestion.mapping.RecordKind;
import io.tidewatch.ingestion.record.RecordChecks;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Understands the rows of one file by its mapping and its first line. */
final class RowReader {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final MappingFile mapping;
    private final RecordKind kind;
    private final List<String> header;
    private final Map<String, Integer> places = new HashMap<>();
    private final Map<String, FieldReader> readers = new HashMap<>();

    /**
     * Understands the first line.
     *
     * @throws UnreadableFile naming the columns that are missing or there twice
     */
    RowReader(MappingFile mapping, CsvRecord firstLine) {
        this.mapping = mapping;
        this.kind = mapping.kind();
        if (!firstLine.readable()) {
            throw new UnreadableFile("The line with the column names cannot be read: " + firstLine.problem());
        }
        this.header = firstLine.fields().stream().map(String::strip).toList();
        Set<String> twice = new LinkedHashSet<>();
        for (int i = 0; i < header.size(); i++) {
            // Tables often end in columns without a name; no field can mean one of them.
            if (!header.get(i).isEmpty() && places.put(header.get(i), i) != null) {
                twice.add(header.get(i));
            }
        }
        if (!twice.isEmpty()) {
            throw new UnreadableFile("Columns are there twice: " + String.join(", ", twice) + ".");
        }
        Set<String> missing = new LinkedHashSet<>();
        mapping.fields().values().stream()
                .map(FieldSource::column)
                .filter(column -> column != null && !places.containsKey(column))
                .forEach(missing::add);
        if (!missing.isEmpty()) {
            throw new UnreadableFile("Columns are missing: " + String.join(", ", missing) + "." + hint());
        }
        mapping.fields().forEach((name, source) -> kind.field(name)
                .ifPresent(form -> readers.put(name, new FieldReader(form, source))));
    }

    private String hint() {
        String line = String.join(",", header);
        if (header.size() == 1 && (line.contains(";") || line.contains("\t"))) {
            return " The columns seem to be separated by " + (line.contains(";") ? "semicolons" : "tabs")
                    + "; commas are expected.";
        }
        return " The file has " + FieldReader.shown(line) + "; the mapping is \"" + mapping.name() + "\".";
    }

    /** Columns that no field uses and the mapping does not leave out on purpose. */
    List<String> unusedColumns() {
        Set<String> used = new HashSet<>(mapping.ignoredColumns());
        mapping.fields().values().forEach(source -> used.add(source.column()));
        return header.stream()
                .filter(column -> !column.isEmpty() && !used.contains(column))
                .toList();
    }

    /** Whether a record has as many cells as there are columns. */
    boolean fits(CsvRecord csv) {
        return csv.fields().size() == header.size();
    }

    /** Understands a record; it is in {@code rows} or in {@code issues} afterwards. */
    void read(CsvRecord csv, List<ImportedRow> rows, List<RowIssue> issues) {
        if (!csv.readable()) {
            String column = csv.column() > 0 && csv.column() <= header.size() ? header.get(csv.column() - 1) : null;
            issues.add(RowIssue.rejected(csv.line(), null, column, csv.problem()));
            return;
        }
        if (!fits(csv)) {
            issues.add(RowIssue.rejected(
                    csv.line(),
                    null,
                    null,
                    "The line has " + csv.fields().size() + " cells, the first line names " + header.size()
                            + " columns."));
            return;
        }
        String id = null;
        String current = RecordKind.ID;
        try {
            id = reference(csv, RecordKind.ID);
            Map<String, String> values = new LinkedHashMap<>();
            for (FieldForm form : kind.fields()) {
                current = form.name();
                values.put(current, value(csv, form));
            }
            String account = null;
            String period = null;
            if (kind == RecordKind.ACCOUNT) {
                account = id;
            } else if (mapping.fields().containsKey(RecordKind.ACCOUNT_FIELD)) {
                current = RecordKind.ACCOUNT_FIELD;
                account = reference(csv, current);
            } else {
                current = RecordKind.PERIOD_FIELD;
                period = reference(csv, current);
            }
            Optional<RecordChecks.Fault> fault = RecordChecks.check(kind, values);
            if (fault.isPresent()) {
                current = fault.get().field();
                throw new NotAValue(fault.get().message());
            }
            rows.add(row(csv, id, account, period, new ArrayList<>(values.values()), attributes(csv)));
        } catch (NotAValue e) {
            String column = column(current);
            issues.add(RowIssue.rejected(
                    csv.line(), id, column, (column == null ? current : column) + " " + e.getMessage() + "."));
        }
    }

    private String value(CsvRecord csv, FieldForm form) throws NotAValue {
        FieldReader reader = readers.get(form.name());
        if (reader == null) {
            return null;
        }
        String value = reader.read(text(csv, mapping.fields().get(form.name())));
        return switch (form.type()) {
            case RECORD_REFERENCE -> value == null ? null : mapping.source() + ":" + value;
            case RECORD_REFERENCES ->
                PgText.array(reader.split(value).stream()
                        .map(id -> mapping.source() + ":" + id)
                        .toList());
            default -> value;
        };
    }

    private String reference(CsvRecord csv, String field) throws NotAValue {
        String value = text(csv, mapping.fields().get(field)).strip();
        if (value.isEmpty()) {
            throw new NotAValue("is needed and empty");
        }
        FieldReader.id(value);
        boolean account = field.equals(RecordKind.ID) && kind == RecordKind.ACCOUNT;
        if (account && !value.matches("[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")) {
            throw new NotAValue(FieldReader.shown(value)
                    + " is no id of an account: up to 100 letters, digits and . _ : -, a letter or digit first");
        }
        return value;
    }

    private String text(CsvRecord csv, FieldSource source) {
        return source.constant() != null ? source.constant() : csv.fields().get(places.get(source.column()));
    }

    private String column(String field) {
        FieldSource source = mapping.fields().get(field);
        return source == null ? null : source.column();
    }

    private String attributes(CsvRecord csv) {
        ObjectNode attributes = JSON.createObjectNode();
        mapping.fields().forEach((name, source) -> {
            if (name.startsWith(RecordKind.ATTRIBUTE)) {
                String text = text(csv, source).strip();
                if (!text.isEmpty()) {
                    attributes.put(
                            name.substring(RecordKind.ATTRIBUTE.length()),
                            source.values().getOrDefault(text, text));
                }
            }
        });
        return attributes.toString();
    }

    private static ImportedRow row(
            CsvRecord csv, String id, String account, String period, List<String> values, String attributes) {
        MessageDigest digest = sha256();
        add(digest, account);
        add(digest, period);
        values.forEach(value -> add(digest, value));
        add(digest, attributes);
        return new ImportedRow(
                csv.line(),
                id,
                account,
                period,
                values,
                attributes,
                HexFormat.of().formatHex(digest.digest()));
    }

    private static void add(MessageDigest digest, String value) {
        if (value == null) {
            digest.update((byte) 0);
        } else {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            digest.update((byte) 1);
            digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
            digest.update((byte) ':');
            digest.update(bytes);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
