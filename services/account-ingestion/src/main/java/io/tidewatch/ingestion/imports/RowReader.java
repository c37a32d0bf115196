package io.tidewatch.ingestion.imports;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.ingestion.csv.CsvRecord;
import io.tidewatch.ingestion.csv.UnreadableFile;
import io.tidewatch.ingestion.imports.FieldReader.NotAValue;
import io.tidewatch.ingestion.mapping.EndDateIs;
import io.tidewatch.ingestion.mapping.FieldForm;
import io.tidewatch.ingestion.mapping.FieldSource;
import io.tidewatch.ingestion.mapping.FileKind;
import io.tidewatch.ingestion.mapping.MappingFile;
import io.tidewatch.ingestion.mapping.RecordKind;
import io.tidewatch.ingestion.record.RecordChecks;
import java.math.BigDecimal;
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
    private static final int MOST_SEEN = 20_000;
    private static final Pattern ACCOUNT_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,99}");
    /** In minor units, as the contract bounds it: a year of it over all accounts must fit a long. */
    private static final BigDecimal LARGEST_AMOUNT = BigDecimal.valueOf(10_000_000_000_000L);

    private static final BigDecimal MOST_MINOR = BigDecimal.valueOf(FieldReader.GREATEST);

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
    private final FileKind kind;
    private final LocalDate today;
    private final FileColumns columns;
    private final Map<String, Cell> cells = new HashMap<>();
    /** Of the fields of the kind, in their order; null for those that the mapping does not name. */
    private final Cell[] fields;

    private final boolean checked;
    private final List<String> attributes;
    /** The field that is read at present, and whether an amount of its row was rounded. */
    private String current;

    private boolean rounded;
    private final Map<String, String> seen = new HashMap<>();
    private final MessageDigest digest = ContentHash.sha256();
    private final ContentHash content = new ContentHash();

    /**
     * Reads the column names.
     *
     * @param today the business day; accounts cannot have changed on a later one
     * @throws UnreadableFile naming the columns that are missing or occur twice
     */
    RowReader(MappingFile mapping, FileKind kind, CsvRecord firstLine, LocalDate today) {
        this.mapping = mapping;
        this.kind = kind;
        this.today = today;
        this.columns = new FileColumns(mapping, firstLine);
        mapping.fields().forEach((name, source) -> kind.mappable(name)
                .ifPresent(form -> cells.put(
                        name,
                        new Cell(
                                new FieldReader(form, source, prefix(form)),
                                source.constant(),
                                source.constant() == null ? columns.place(source.column()) : -1))));
        this.fields = kind.fields().stream().map(form -> cells.get(form.name())).toArray(Cell[]::new);
        this.checked = RecordChecks.concern(kind.languageName());
        this.attributes = mapping.fields().keySet().stream()
                .filter(name -> name.startsWith(FileKind.ATTRIBUTE))
                .toList();
    }

    /** What makes an id of the file one of the table. Ids and accounts of rows, and accounts of other sources, are looked up. */
    private String prefix(FieldForm form) {
        boolean field = kind.fields().contains(form);
        return switch (form.type()) {
            case RECORD_REFERENCE, RECORD_REFERENCES -> field ? mapping.source() + ":" : "";
            default -> kind.is(RecordKind.ACCOUNT) ? mapping.accountId("") : "";
        };
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
        rounded = false;
        current = FileKind.ID;
        try {
            id = reference(csv, FileKind.ID);
            String[] texts = new String[fields.length];
            for (int i = 0; i < fields.length; i++) {
                FieldForm form = kind.fields().get(i);
                current = form.name();
                texts[i] = once(
                        form.type() == FieldForm.Type.AMOUNT
                                ? amount(csv, form)
                                : fields[i] == null ? null : fields[i].read(csv));
            }
            String account = null;
            String period = null;
            if (kind.is(RecordKind.ACCOUNT)) {
                account = id;
            } else if (mapping.fields().containsKey(FileKind.PERIOD_FIELD) && kind.is(RecordKind.USAGE)) {
                current = FileKind.PERIOD_FIELD;
                period = reference(csv, current);
            } else {
                current = FileKind.ACCOUNT_FIELD;
                account = account(csv);
            }
            if (checked) {
                texts = consistent(csv, named(texts));
            }
            current = FileKind.ATTRIBUTE;
            String attributes = attributes(csv);
            rows.add(row(csv, id, once(account), once(period), Arrays.asList(texts), attributes));
        } catch (NotAValue e) {
            String column = column(current);
            issues.add(RowIssue.rejected(
                            csv.line(), id, column, (column == null ? current : column) + " " + e.getMessage() + ".")
                    .of(kind.is(RecordKind.ACCOUNT) ? id : readableAccount(csv), readablePeriod(csv)));
        }
    }

    /** The values of a row whose fields do not contradict each other, as they are stored. */
    private String[] consistent(CsvRecord csv, Map<String, String> values) throws NotAValue {
        Optional<RecordChecks.Fault> fault = RecordChecks.check(kind.languageName(), values, today);
        if (fault.isPresent()) {
            current = fault.get().field();
            throw new NotAValue(fault.get().message());
        }
        if (kind.is(RecordKind.CONTRACT_PERIOD)) {
            current = FileKind.AMOUNT_PERIOD_FIELD;
            String months = read(csv, current);
            current = "mrr";
            int ofMonths = months == null ? 1 : Integer.parseInt(months);
            values.put(current, minor(csv, values.get(current), values.get("currency"), ofMonths, LARGEST_AMOUNT));
        }
        endAfterLastDay(values);
        return values.values().toArray(String[]::new);
    }

    private Map<String, String> named(String[] texts) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < texts.length; i++) {
            values.put(kind.fields().get(i).name(), texts[i]);
        }
        return values;
    }

    /** The account of a rejected row; null if it is not mapped or not valid either. */
    private String readableAccount(CsvRecord csv) {
        try {
            return kind.accountOptional() || mapping.fields().containsKey(FileKind.ACCOUNT_FIELD) ? account(csv) : null;
        } catch (NotAValue e) {
            return null;
        }
    }

    private String readablePeriod(CsvRecord csv) {
        try {
            return kind.is(RecordKind.USAGE) ? read(csv, FileKind.PERIOD_FIELD) : null;
        } catch (NotAValue e) {
            return null;
        }
    }

    private String account(CsvRecord csv) throws NotAValue {
        String account = read(csv, FileKind.ACCOUNT_FIELD);
        return account == null ? ImportedRow.NO_ACCOUNT : account;
    }

    /** The text of a field as its form demands; null when it is empty or not mapped. */
    private String read(CsvRecord csv, String field) throws NotAValue {
        Cell cell = cells.get(field);
        return cell == null ? null : cell.read(csv);
    }

    /** An amount with its currency; null for none. */
    private String amount(CsvRecord csv, FieldForm form) throws NotAValue {
        String amount = read(csv, form.name());
        if (amount == null) {
            return null;
        }
        current = form.name() + FileKind.CURRENCY;
        String currency = read(csv, current);
        if (currency == null) {
            throw new NotAValue("is required beside an amount but empty");
        }
        current = form.name();
        return minor(csv, amount, currency, 1, MOST_MINOR) + FieldsJson.CURRENCY + currency;
    }

    /** The minor units a month of an amount in the current field. */
    private String minor(CsvRecord csv, String amount, String currency, int ofMonths, BigDecimal most)
            throws NotAValue {
        Amounts converted =
                Amounts.of(amount, currency, mapping.fields().get(current).amountUnit(), ofMonths);
        if (converted.exceeds(most)) {
            throw new NotAValue(FieldReader.shown(cells.get(current).text(csv)) + " is too large");
        }
        rounded |= converted.rounded();
        return converted.minor().toPlainString();
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
        boolean account = kind.is(RecordKind.ACCOUNT) && field.equals(FileKind.ID);
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
                object.put(name.substring(FileKind.ATTRIBUTE.length()), value);
            }
        }
        return object.toString();
    }

    private ImportedRow row(
            CsvRecord csv, String id, String account, String period, List<String> values, String attributes) {
        return new ImportedRow(
                csv.line(),
                key(id),
                id,
                account,
                period,
                values,
                attributes,
                kind.is(RecordKind.USAGE) ? null : content.hash(account, period, values, attributes),
                rounded);
    }

    /** One object per text of usage, so that later look-ups are quick and chunks are small. */
    private String once(String text) {
        if (text == null || !kind.is(RecordKind.USAGE)) {
            return text;
        }
        if (seen.size() > MOST_SEEN) {
            seen.clear();
        }
        String before = seen.putIfAbsent(text, text);
        return before == null ? text : before;
    }

    private Object key(String externalId) {
        return kind.is(RecordKind.USAGE)
                ? UsageId.of(digest, mapping.source(), externalId)
                : kind.is(RecordKind.ACCOUNT) ? mapping.accountId(externalId) : mapping.source() + ":" + externalId;
    }
}
