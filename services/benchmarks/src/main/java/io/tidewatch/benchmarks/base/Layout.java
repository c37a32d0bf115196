package io.tidewatch.benchmarks.base;

import io.tidewatch.suite.example.ShippedMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The fields of a file in their order, with the columns that hold them.
 *
 * @param kind the kind of record, as metric definitions name it; null for a part of the truth
 */
record Layout(String kind, List<Field> fields) {

    static final String ID = "id";
    static final String ACCOUNT = "account";
    private static final String CURRENCY = "currency";
    private static final String MONEY = ":money";

    /**
     * A field.
     *
     * @param column where its value is; an amount of money has the column {@code currency} after it
     * @param name as metric definitions name it, for a field that they know
     * @param money whether it is an amount
     * @param separator between the values of a list
     */
    record Field(String column, String name, boolean money, String separator) {}

    /** Of a kind that the bundle declares: columns are named like fields. {@code amount:money} is an amount. */
    static Layout of(String kind, String... fields) {
        List<Field> all = new ArrayList<>();
        all.add(field(ID, ID));
        all.add(field(ACCOUNT, ACCOUNT));
        for (String field : fields) {
            String name = field.replace(MONEY, "");
            all.add(new Field(name, name, field.endsWith(MONEY), "|"));
        }
        return new Layout(kind, List.copyOf(all));
    }

    /**
     * Of a kind that a shipped mapping reads: its columns, then those of further fields, which the mapping does not read. All are
     * named like fields, in snake case.
     */
    static Layout mapped(String kind, ShippedMapping mapping, String... further) {
        List<Field> all = new ArrayList<>();
        List<String> columns = mapping.columns();
        for (int at = 0; at < columns.size(); at++) {
            String column = columns.get(at);
            if (at == 0) {
                all.add(field(column, ID));
            } else if (column.equals("contact_ids")) {
                all.add(new Field(column, "contacts", false, ";"));
            } else if (!column.equals(CURRENCY)) {
                boolean money = at + 1 < columns.size() && columns.get(at + 1).equals(CURRENCY);
                all.add(new Field(column, name(column), money, "|"));
            }
        }
        for (String field : further) {
            all.add(field(field.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT), field));
        }
        return new Layout(kind, List.copyOf(all));
    }

    /** Of a part of the truth. */
    static Layout truth(String... columns) {
        return new Layout(
                null, List.of(columns).stream().map(name -> field(name, name)).toList());
    }

    /** The header of the file. */
    List<String> columns() {
        List<String> columns = new ArrayList<>();
        for (Field field : fields) {
            columns.add(field.column());
            if (field.money()) {
                columns.add(CURRENCY);
            }
        }
        return columns;
    }

    private static Field field(String column, String name) {
        return new Field(column, name, false, "|");
    }

    private static String name(String column) {
        if (column.endsWith("_id")) {
            return column.substring(0, column.length() - "_id".length());
        }
        StringBuilder name = new StringBuilder();
        for (String part : column.split("_")) {
            name.append(name.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
        }
        return name.toString();
    }
}
