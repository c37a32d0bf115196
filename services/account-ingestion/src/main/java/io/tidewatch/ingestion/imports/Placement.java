package io.tidewatch.ingestion.imports;

import io.tidewatch.ingestion.history.HistoryScope;
import io.tidewatch.ingestion.imports.RecordStore.Placed;
import io.tidewatch.ingestion.mapping.FieldForm;
import io.tidewatch.ingestion.mapping.FieldForm.Type;
import io.tidewatch.ingestion.mapping.FileKind;
import io.tidewatch.ingestion.mapping.MappingFile;
import io.tidewatch.ingestion.mapping.RecordKind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Finds the accounts that the rows of a batch belong to and refer to. */
final class Placement {

    private final ImportRun run;
    private final MappingFile mapping;
    private final FileKind kind;
    private final boolean byPeriod;
    /** Of the fields that refer to accounts; those of accounts themselves are canonical already. */
    private final List<Integer> references;

    Placement(ImportRun run) {
        this.run = run;
        this.mapping = run.claim().mapping();
        this.kind = run.kind();
        this.byPeriod = kind.is(RecordKind.USAGE) && !mapping.fields().containsKey(FileKind.ACCOUNT_FIELD);
        this.references = IntStream.range(0, kind.fields().size())
                .filter(i -> !kind.is(RecordKind.ACCOUNT)
                        && isReference(kind.fields().get(i))
                        && mapping.fields().containsKey(kind.fields().get(i).name()))
                .boxed()
                .toList();
    }

    private static boolean isReference(FieldForm field) {
        return field.type() == Type.ACCOUNT_REFERENCE || field.type() == Type.ACCOUNT_REFERENCES;
    }

    /** The rows whose accounts are known; the others are added to the issues. */
    List<Placed> of(ImportTransaction tx, List<ImportedRow> rows, List<RowIssue> issues) throws SQLException {
        if (kind.is(RecordKind.ACCOUNT)) {
            return IntStream.range(0, rows.size())
                    .mapToObj(i -> new Placed(i, rows.get(i).id().toString(), rows.get(i)))
                    .toList();
        }
        Map<String, String> accounts = accounts(tx, rows);
        List<Placed> placed = new ArrayList<>(rows.size());
        for (ImportedRow row : rows) {
            String account = accounts.get(byPeriod ? row.period() : row.account());
            if (account == null) {
                issues.add(withoutAccount(row));
            } else if (references.isEmpty()) {
                placed.add(new Placed(placed.size(), account, row));
            } else {
                ImportedRow referring = referring(row, accounts, issues);
                if (referring != null) {
                    placed.add(new Placed(placed.size(), account, referring));
                }
            }
        }
        return placed;
    }

    /** Reference → canonical id, with all those of the rows that are known. */
    private Map<String, String> accounts(ImportTransaction tx, List<ImportedRow> rows) throws SQLException {
        // A contract period may move to another account; the account that a source means by an id stays.
        Map<String, String> accounts = byPeriod ? new HashMap<>() : run.accounts();
        if (kind.accountOptional()) {
            accounts.put(ImportedRow.NO_ACCOUNT, HistoryScope.NO_ACCOUNT);
        }
        Set<String> missing = new HashSet<>();
        for (ImportedRow row : rows) {
            String reference = byPeriod ? row.period() : row.account();
            if (!accounts.containsKey(reference)) {
                missing.add(reference);
            }
            for (int field : references) {
                missing.addAll(items(row.values().get(field)));
            }
        }
        if (byPeriod) {
            AccountFinder.byPeriod(tx, mapping.source(), missing, accounts);
        } else {
            boolean own = mapping.accountSource().equals(mapping.source());
            AccountFinder.byAccount(
                    tx, mapping.accountSource(), missing, accounts, own ? run.linked() : new HashSet<>());
        }
        return accounts;
    }

    private static List<String> items(String value) {
        return value == null ? List.of() : List.of(value.split(FieldsJson.NEXT));
    }

    /** The row with canonical ids; null when it refers to an account that is not known. */
    private ImportedRow referring(ImportedRow row, Map<String, String> accounts, List<RowIssue> issues) {
        ImportedRow referring = row;
        for (int field : references) {
            for (String item : items(row.values().get(field))) {
                if (!accounts.containsKey(item)) {
                    String name = kind.fields().get(field).name();
                    issues.add(RowIssue.rejected(row, mapping.fields().get(name).column(), unknown(item)));
                    return null;
                }
            }
            if (row.values().get(field) != null) {
                referring = referring.with(
                        field,
                        items(row.values().get(field)).stream()
                                .map(accounts::get)
                                .distinct()
                                .sorted()
                                .collect(Collectors.joining(FieldsJson.NEXT)));
            }
        }
        return referring;
    }

    private RowIssue withoutAccount(ImportedRow row) {
        String field = byPeriod ? FileKind.PERIOD_FIELD : FileKind.ACCOUNT_FIELD;
        return RowIssue.rejected(
                row,
                mapping.fields().get(field).column(),
                byPeriod
                        ? "There is no contract period " + FieldReader.shown(row.period()) + "."
                        : unknown(row.account()));
    }

    private String unknown(String account) {
        return "The source \"" + mapping.accountSource() + "\" has no account " + FieldReader.shown(account)
                + "; import the account, link it, or set accountsOf in the mapping.";
    }
}
