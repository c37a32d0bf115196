package io.tidewatch.benchmarks.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.metric.history.AccountRecord.Amount;
import io.tidewatch.metric.history.Dictionary;
import io.tidewatch.metric.language.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedAccountsTest {

    private static final LocalDate DAY = LocalDate.parse("2026-01-01");
    private static final BaseSettings SETTINGS = new BaseSettings(1_000, 5, DAY, 4, true);

    @TempDir
    Path folder;

    @Test
    void recordsInMemoryAreThoseOfTheFiles() {
        new CustomerBase(SETTINGS).writeTo(folder);
        WrittenBase written = new WrittenBase(folder);
        Map<String, List<String>> generated = generatedLines();
        for (RecordFile file : BaseFiles.records()) {
            String[] lines = written.rows(file.name()).stream()
                    .map(row -> String.join("¦", row.cells()))
                    .toArray(String[]::new);
            // Comparing lists would look for each line everywhere once two of them differ.
            int differs = Arrays.mismatch(lines, generated.get(file.name()).toArray(String[]::new));
            assertThat(differs).as("first line of %s that differs", file.name()).isEqualTo(-1);
        }
    }

    /** The lines of each file, from the records in memory. */
    private static Map<String, List<String>> generatedLines() {
        GeneratedAccounts generated = new GeneratedAccounts(SETTINGS);
        Map<String, List<String>> first = new HashMap<>();
        Map<String, List<String>> reversed = new HashMap<>();
        for (RecordFile file : BaseFiles.records()) {
            first.put(file.name(), linesOf(file, generated.withoutAccount(), null));
            reversed.put(file.name(), new ArrayList<>());
        }
        // Backwards: an account depends on no other one.
        for (int number = generated.size(); number > 0; number--) {
            List<AccountRecord> records = generated.records(number);
            for (RecordFile file : BaseFiles.records()) {
                reversed.get(file.name())
                        .addAll(linesOf(file, records, generated.id(number)).reversed());
            }
        }
        reversed.forEach((file, lines) -> first.get(file).addAll(lines.reversed()));
        return first;
    }

    private static List<String> linesOf(RecordFile file, List<AccountRecord> records, String account) {
        List<String> lines = new ArrayList<>();
        records.forEach(record -> addLine(lines, file, record, account));
        return lines;
    }

    @Test
    void fileIsTheSameWhateverTheNumberOfThreads() throws IOException {
        Map<String, Long> one = new CustomerBase(SETTINGS).writeTo(folder.resolve("one"), 1);
        Map<String, Long> five = new CustomerBase(SETTINGS).writeTo(folder.resolve("five"), 5);
        assertThat(one).isEqualTo(five);
        for (String file : one.keySet()) {
            assertThat(Files.mismatch(
                            CustomerBase.file(folder.resolve("one"), file),
                            CustomerBase.file(folder.resolve("five"), file)))
                    .as(file)
                    .isEqualTo(-1);
        }
    }

    @Test
    void historyHoldsEveryRecordOfTheVocabulary() {
        Vocabulary vocabulary = RepositoryRules.language().vocabulary();
        GeneratedAccounts generated = new GeneratedAccounts(SETTINGS);
        Dictionary dictionary = new Dictionary();
        for (int number = 1; number <= 50; number++) {
            AccountHistory history =
                    generated.history(number, vocabulary, dictionary).build(DAY);
            List<AccountRecord> records = generated.records(number);
            for (String kind : vocabulary.names()) {
                long expected = records.stream()
                        .filter(record -> record.kind().equals(kind))
                        .count();
                if (expected > 0) {
                    assertThat(history.rows(kind).size()).as(kind).isEqualTo((int) expected);
                }
            }
            assertThat(history.accountId()).isEqualTo(generated.id(number));
        }
    }

    /** The record as a line of its file would have it. */
    private static void addLine(List<String> lines, RecordFile file, AccountRecord record, String account) {
        if (!record.kind().equals(file.layout().kind())) {
            return;
        }
        List<String> cells = new ArrayList<>();
        for (Layout.Field field : file.layout().fields()) {
            Object value = field.name().equals(Layout.ID)
                    ? record.id()
                    : field.name().equals(Layout.ACCOUNT)
                            ? account
                            : record.fields().get(field.name());
            if (field.money()) {
                cells.add(value == null ? "" : plain((Amount) value));
                cells.add(value == null ? "" : ((Amount) value).currency());
            } else if (value instanceof List<?> list) {
                cells.add(String.join(
                        field.separator(), list.stream().map(Object::toString).toList()));
            } else {
                cells.add(value == null ? "" : value.toString());
            }
        }
        lines.add(String.join("¦", cells));
    }

    private static String plain(Amount amount) {
        return new Market.Price(amount.minor(), Market.Money.valueOf(amount.currency())).toString();
    }
}
