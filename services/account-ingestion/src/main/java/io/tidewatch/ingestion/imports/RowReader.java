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
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the rows of one file by its mapping and the column names of its first line. */
final class RowReader {

    /** Custom attributes of a row without any. */
    static final String NO_ATTRIBUTES = "{}";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_SEEN = 10_000;
    private static final Pattern ACCOUNT_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,99}");
    /** In minor units, as the contract bounds it: a year of it over all accounts must fit a long. */
    private static final BigDecimal LARGEST_AMOUNT = BigDecimal.valueOf(10_000_000_000_000L);

    /**
     * Where a field is found in a row.
     *
     * @param constant the same text for every row; null when it comes from a column
     * @param place of the column, from 0
     */
    private record Cell(FieldReader reader, String constant, int place) {

        String text(CsvRecord csv) {
            return constant != null ? constant : csv.fields().get(place);
        }

        String read(CsvRecord csv) throws NotAValue {
            return reader.read(text(csv));
        }
    }

    private final MappingFile mapping;
    private final RecordKind kind;
    private final FileColumns columns;
    private final Map<String, Cell> cells = new HashMap<>();
    /** Of the fields of the kind, in their order; null for those that the mapping does not name. */
    private final Cell[] fields;

    private final List<String> attributes;
    private final Map<String, String> seen = new HashMap<>();
    private final MessageDigest digest = ContentHash.sha256();
    private final ContentHash content = new ContentHash();

    /**
     * Reads the column names.
     *
     * @throws UnreadableFile naming the columns that are missing or occur twice
     */
    RowReader(MappingFile mapping, CsvRecord firstLine) {
        this.mapping = mapping;
        this.kind = mapping.kind();
        this.columns = new FileColumns(mapping, firstLine);
        mapping.fields().forEach((name, source) -> kind.mappable(name)
                .ifPresent(form -> cells.put(
                        name,
                        new Cell(
                                new FieldReader(form, source),
                                source.constant(),
                                source.constant() == null ? columns.place(source.column()) : -1))));
        this.fields = kind.fields().stream().map(form -> cells.get(form.name())).toArray(Cell[]::new);
        this.attributes = mapping.fields().keySet().stream()
                .filter(name -> name.startsWith(RecordKind.ATTRIBUTE))
                .toList();
    }

    /** Columns that no field reads and that the mapping does not ignore. */
    List<String> unusedColumns() {
        return columns.unused(mapping);
    }

    /** Whether a record has as many cells as there are columns. */
    boolean fits(CsvRecord csv) {
        return csv.fields().size() == columns.count();
    }

    /** Reads a record and adds it to {@code rows} or to {@code issues}. */
    void read(CsvRecord csv, List<ImportedRow> rows, List<RowIssue> issues) {
        if (!csv.readable()) {
            issues.add(RowIssue.rejected(csv.line(), null, columns.name(csv.column()), csv.problem()));
            return;
        }
        if (!fits(csv)) {
            issues.add(RowIssue.rejected(
                    csv.line(),
                    null,
                    null,
                    "The line has " + csv.fields().size() + " cells, but the first line names " + columns.count()
                            + " columns."));
            return;
        }
        String id = null;
        String current = RecordKind.ID;
        try {
            id = reference(csv, RecordKind.ID);
            String[] texts = new String[fields.length];
            for (int i = 0; i < fields.length; i++) {
                FieldForm form = kind.fields().get(i);
                current = form.name();
                texts[i] = once(value(csv, form, fields[i]));
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
            boolean rounded = false;
            if (RecordChecks.concern(kind)) {
                Map<String, String> values = named(texts);
                Optional<RecordChecks.Fault> fault = RecordChecks.check(kind, values);
                if (fault.isPresent()) {
                    current = fault.get().field();
                    throw new NotAValue(fault.get().message());
                }
                if (kind == RecordKind.CONTRACT_PERIOD) {
                    current = RecordKind.AMOUNT_PERIOD_FIELD;
                    String months = read(csv, current);
                    current = "mrr";
                    rounded = amountPerMonth(csv, values, months);
                }
                endAfterLastDay(values);
                texts = values.values().toArray(String[]::new);
            }
            current = RecordKind.ATTRIBUTE;
            String attributes = attributes(csv);
            rows.add(row(csv, id, once(account), once(period), Arrays.asList(texts), attributes, rounded));
        } catch (NotAValue e) {
            String column = column(current);
            issues.add(RowIssue.rejected(
                            csv.line(), id, column, (column == null ? current : column) + " " + e.getMessage() + ".")
                    .of(
                            kind == RecordKind.ACCOUNT ? id : readable(csv, RecordKind.ACCOUNT_FIELD),
                            readable(csv, RecordKind.PERIOD_FIELD)));
        }
    }

    private Map<String, String> named(String[] texts) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < texts.length; i++) {
            values.put(kind.fields().get(i).name(), texts[i]);
        }
        return values;
    }

    /** A reference of a rejected row; null if the mapping does not have it or it is not valid either. */
    private String readable(CsvRecord csv, String field) {
        try {
            return mapping.fields().containsKey(field) ? reference(csv, field) : null;
        } catch (NotAValue e) {
            return null;
        }
    }

    private String value(CsvRecord csv, FieldForm form, Cell cell) throws NotAValue {
        if (cell == null) {
            return null;
        }
        String value = cell.read(csv);
        return switch (form.type()) {
            case RECORD_REFERENCE -> value == null ? null : mapping.source() + ":" + value;
            case RECORD_REFERENCES ->
                PgText.array(cell.reader().split(value).stream()
                        .map(id -> mapping.source() + ":" + id)
                        .toList());
            default -> value;
        };
    }

    /** The text of a field as its form demands; null when it is empty or not mapped. */
    private String read(CsvRecord csv, String field) throws NotAValue {
        Cell cell = cells.get(field);
        return cell == null ? null : cell.read(csv);
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
            throw new NotAValue(FieldReader.shown(cells.get("mrr").text(csv)) + " is too large");
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
        boolean account = kind == RecordKind.ACCOUNT && field.equals(RecordKind.ID);
        if (account && !ACCOUNT_ID.matcher(mapping.accountId(value)).matches()) {
            throw new NotAValue(
                    FieldReader.shown(mapping.accountId(value))
                            + " is not a valid account id: use up to 100 letters, digits and . _ : -, the first a letter or digit");
        }
        return value;
    }

    private String column(String field) {
        FieldSource source = mapping.fields().get(field);
        return source == null ? null : source.column();
    }

    private String attributes(CsvRecord csv) throws NotAValue {
        if (attributes.isEmpty()) {
            return NO_ATTRIBUTES;
        }
        ObjectNode object = JSON.createObjectNode();
        for (String name : attributes) {
            String value = read(csv, name);
            if (value != null) {
                object.put(name.substring(RecordKind.ATTRIBUTE.length()), value);
            }
        }
        return object.toString();
    }

    private ImportedRow row(
            CsvRecord csv,
            String id,
            String account,
            String period,
            List<String> values,
            String attributes,
            boolean rounded) {
        return new ImportedRow(
                csv.line(),
                key(id),
                id,
                account,
                period,
                values,
                attributes,
                kind == RecordKind.USAGE ? null : content.hash(account, period, values, attributes),
                rounded);
    }

    /** One object per text of usage, so that later look-ups are quick and chunks are small. */
    private String once(String text) {
        if (text == null || kind != RecordKind.USAGE) {
            return text;
        }
        if (seen.size() > MOST_SEEN) {
            seen.clear();
        }
        String before = seen.putIfAbsent(text, text);
        return before == null ? text : before;
    }

    private Object key(String externalId) {
        return switch (kind) {
            case ACCOUNT -> mapping.accountId(externalId);
            case USAGE -> UsageId.of(digest, mapping.source(), externalId);
            default -> mapping.source() + ":" + externalId;
        };
    }
}
