package io.tidewatch.benchmarks.base;

import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.metric.history.CoveredDays;
import io.tidewatch.metric.history.Dictionary;
import io.tidewatch.metric.history.HistoryBuilder;
import io.tidewatch.metric.language.Vocabulary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The accounts of a base without files: the same records as in the CSV files, as values. For several threads at once. */
public final class GeneratedAccounts {

    private static final List<RecordFile> RECORDS = BaseFiles.records();

    private final AccountSource source;

    /** The base of these settings. Decides who leaves, which takes some microseconds per account. */
    public GeneratedAccounts(BaseSettings settings) {
        this.source = new AccountSource(settings);
    }

    /** How many there are; their numbers begin with 1. */
    public int size() {
        return source.base().accounts();
    }

    /** The id of an account, as in the files. */
    public String id(int number) {
        return AccountHistory.id(number);
    }

    /** All records of an account; the one of kind {@code account} has its attributes, valid from its first day. */
    public List<AccountRecord> records(int number) {
        AccountHistory account = source.account(number);
        List<AccountRecord> records = new ArrayList<>();
        for (RecordFile file : RECORDS) {
            file.write(account, new Values(file.layout(), records));
        }
        return records;
    }

    /** The records that belong to no account. */
    public List<AccountRecord> withoutAccount() {
        List<AccountRecord> records = new ArrayList<>();
        for (RecordFile file : RECORDS) {
            file.writeWithoutAccount(source.base(), new Values(file.layout(), records));
        }
        return records;
    }

    /**
     * The history of an account, ready to be built: with its attributes and all records of kinds of the vocabulary, every day covered.
     *
     * @param dictionary shared by histories that are evaluated together
     */
    public HistoryBuilder history(int number, Vocabulary vocabulary, Dictionary dictionary) {
        HistoryBuilder history = new HistoryBuilder(vocabulary, dictionary, id(number));
        for (AccountRecord record : records(number)) {
            if (record.kind().equals(Vocabulary.ACCOUNT)) {
                history.attributes(source.account(number).start(), record.fields());
            } else if (vocabulary.kind(record.kind()) != null) {
                history.add(record);
            }
        }
        vocabulary.names().forEach(kind -> history.covered(kind, CoveredDays.ALWAYS));
        return history;
    }

    /** Makes records of rows. */
    private record Values(Layout layout, List<AccountRecord> records) implements RecordSink {

        @Override
        public void add(Object... cells) {
            Map<String, Object> fields = new LinkedHashMap<>();
            for (int cell = 1; cell < cells.length; cell++) {
                String name = layout.fields().get(cell).name();
                if (cells[cell] != null && !name.equals(Layout.ACCOUNT)) {
                    fields.put(name, value(cells[cell]));
                }
            }
            records.add(new AccountRecord(layout.kind(), (String) cells[0], fields));
        }

        private static Object value(Object cell) {
            return switch (cell) {
                case Integer number -> (long) number;
                case Market.Price price ->
                    new AccountRecord.Amount(price.minor(), price.money().name());
                case Enum<?> word -> word.name();
                default -> cell;
            };
        }
    }
}
