package io.tidewatch.ingestion.imports;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.ingestion.csv.CsvRecord;
import io.tidewatch.ingestion.csv.UnreadableFile;
import io.tidewatch.ingestion.imports.FieldReader.NotAValue;
import io.tidewatch.ingestion.mapping.AmountUnit;
import io.tidewatch.ingestion.mapping.EndDateIs;
import io.tidewatch.ingestion.mapping.FieldForm;
import io.tidewatch.ingestion.mapping.FieldSource;
import io.tidewatch.ingestion.mapping.MappingFile;
import io.tidewatch.ingestion.mapping.RecordKind;
import io.tidewatch.ingestion.record.RecordChecks;
import io.tidewatch.money.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the rows of one file by its mapping and the column names of its first line. */
final class RowReader {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** In minor units, as the contract bounds it: a year of it over all accounts must fit a long. */
    private static final BigDecimal LARGEST_AMOUNT = BigDecimal.valueOf(10_000_000_000_000L);

    private final MappingFile mapping;
    private final RecordKind kind;
    private final List<String> header;
    private final Map<String, Integer> places = new HashMap<>();
    private final Map<String, FieldReader> readers = new HashMap<>();

    /**
     * Reads the column names.
     *
     * @throws UnreadableFile naming the columns that are missing or occur twice
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
            // Spreadsheets often export columns without a name at the end; no field can refer to them.
            if (!header.get(i).isEmpty() && places.put(header.get(i), i) != null) {
                twice.add(header.get(i));
            }
        }
        if (!twice.isEmpty()) {
            throw new UnreadableFile("Columns occur twice: " + String.join(", ", twice) + ".");
        }
        Set<String> missing = new LinkedHashSet<>();
        mapping.fields().values().stream()
                .map(FieldSource::column)
                .filter(column -> column != null && !places.containsKey(column))
                .forEach(missing::add);
        if (!missing.isEmpty()) {
            throw new UnreadableFile("Columns are missing: " + String.join(", ", missing) + "." + hint());
        }
        mapping.fields().forEach((name, source) -> kind.mappable(name)
                .ifPresent(form -> readers.put(name, new FieldReader(form, source))));
    }

    private String hint() {
        String line = String.join(",", header);
        if (line.toLowerCase(Locale.ROOT).startsWith("sep=")) {
            return " The first line is a spreadsheet's separator line; delete it, because the first line names the columns.";
        }
        String separator = header.size() > 1
                ? null
                : line.contains(";") ? "semicolons" : line.contains("\t") ? "tabs" : line.contains("|") ? "bars" : null;
        return separator == null
                ? " The file has " + FieldReader.shown(line) + "; the mapping is \"" + mapping.name() + "\"."
                : " The columns seem to be separated by " + separator + "; export the file with commas.";
    }

    /** Columns that no field reads and that the mapping does not ignore. */
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

    /** Reads a record and adds it to {@code rows} or to {@code issues}. */
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
                    "The line has " + csv.fields().size() + " cells, but the first line names " + header.size()
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
            boolean rounded = false;
            if (kind == RecordKind.CONTRACT_PERIOD) {
                current = RecordKind.AMOUNT_PERIOD_FIELD;
                String months = read(csv, current);
                current = "mrr";
                rounded = amountPerMonth(csv, values, months);
            }
            endAfterLastDay(values);
            current = RecordKind.ATTRIBUTE;
            String attributes = attributes(csv);
            rows.add(row(csv, id, account, period, new ArrayList<>(values.values()), attributes, rounded));
        } catch (NotAValue e) {
            String column = column(current);
            issues.add(RowIssue.rejected(
                            csv.line(), id, column, (column == null ? current : column) + " " + e.getMessage() + ".")
                    .of(
                            kind == RecordKind.ACCOUNT ? id : readable(csv, RecordKind.ACCOUNT_FIELD),
                            readable(csv, RecordKind.PERIOD_FIELD)));
        }
    }

    /** A reference of a rejected row; null if the mapping does not have it or it is not valid either. */
    private String readable(CsvRecord csv, String field) {
        try {
            return mapping.fields().containsKey(field) ? reference(csv, field) : null;
        } catch (NotAValue e) {
            return null;
        }
    }

    private String value(CsvRecord csv, FieldForm form) throws NotAValue {
        String value = read(csv, form.name());
        return switch (form.type()) {
            case RECORD_REFERENCE -> value == null ? null : mapping.source() + ":" + value;
            case RECORD_REFERENCES ->
                value == null && !readers.containsKey(form.name())
                        ? null
                        : PgText.array(readers.get(form.name()).split(value).stream()
                                .map(id -> mapping.source() + ":" + id)
                                .toList());
            default -> value;
        };
    }

    /** The text of a field as its form demands; null when it is empty or not mapped. */
    private String read(CsvRecord csv, String field) throws NotAValue {
        FieldReader reader = readers.get(field);
        return reader == null ? null : reader.read(text(csv, mapping.fields().get(field)));
    }

    /** Converts an amount of the file to minor units a month; the answer is whether it was rounded. */
    private boolean amountPerMonth(CsvRecord csv, Map<String, String> values, String ofMonths) throws NotAValue {
        BigDecimal amount = new BigDecimal(values.get("mrr"));
        if (mapping.fields().get("mrr").amountUnit() != AmountUnit.MINOR) {
            amount = amount.movePointRight(Money.digits(values.get("currency")));
        }
        BigDecimal months = ofMonths == null ? BigDecimal.ONE : new BigDecimal(ofMonths);
        BigDecimal minor = amount.divide(months, 0, RoundingMode.HALF_EVEN);
        if (minor.compareTo(LARGEST_AMOUNT) > 0) {
            throw new NotAValue(FieldReader.shown(text(csv, mapping.fields().get("mrr"))) + " is too large");
        }
        values.put("mrr", minor.toPlainString());
        return minor.multiply(months).compareTo(amount) != 0;
    }

    /** Stores the day after the last one where the file's end dates are last days. */
    private void endAfterLastDay(Map<String, String> values) {
        if (mapping.endDateIs() == EndDateIs.LAST_DAY) {
            kind.end()
                    .map(FieldForm::name)
                    .ifPresent(end -> values.computeIfPresent(
                            end, (name, day) -> LocalDate.parse(day).plusDays(1).toString()));
        }
    }

    private String reference(CsvRecord csv, String field) throws NotAValue {
        String value = read(csv, field);
        boolean account = field.equals(RecordKind.ID) && kind == RecordKind.ACCOUNT;
        if (account && !mapping.accountId(value).matches("[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")) {
            throw new NotAValue(
                    FieldReader.shown(mapping.accountId(value))
                            + " is not a valid account id: use up to 100 letters, digits and . _ : -, the first a letter or digit");
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

    private String attributes(CsvRecord csv) throws NotAValue {
        ObjectNode attributes = JSON.createObjectNode();
        for (String name : mapping.fields().keySet()) {
            String value = name.startsWith(RecordKind.ATTRIBUTE) ? read(csv, name) : null;
            if (value != null) {
                attributes.put(name.substring(RecordKind.ATTRIBUTE.length()), value);
            }
        }
        return attributes.toString();
    }

    private static ImportedRow row(
            CsvRecord csv,
            String id,
            String account,
            String period,
            List<String> values,
            String attributes,
            boolean rounded) {
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
                HexFormat.of().formatHex(digest.digest()),
                rounded);
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
