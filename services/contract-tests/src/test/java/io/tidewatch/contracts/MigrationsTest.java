package io.tidewatch.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * While replicas are replaced, and after a release was taken back, the release before runs on the tables of the new one. So a
 * migration only adds what the release before does without, and is never changed afterwards.
 */
class MigrationsTest {

    private static final Path SERVICES = Contract.folder().resolveSibling("services");

    /** What the release before may still use, or a value that it does not give. Texts and function bodies are left out. */
    private static final Map<String, Pattern> BREAKS = Map.of(
            "drops something that the release before may use",
            sql("\\bdrop (?!not null\\b|constraint\\b|index\\b)"),
            "renames something that the release before uses",
            sql("\\brename\\b"),
            "changes the type of a column, which rewrites the table",
            sql("\\balter( column)? [a-z_]+ (set data )?type\\b"),
            "requires a value that the release before does not give",
            sql(
                    "\\bset not null\\b|\\badd (column )?(if not exists )?[a-z_]+ (?![^,;]*\\bdefault\\b)[^,;]*\\bnot null\\b"),
            "adds a constraint that rows of the release before may violate",
            sql("\\badd (constraint|check|unique|primary key|foreign key|exclude)\\b"),
            "takes away rows",
            sql("(^|;)\\s*truncate\\b"));

    private static final Pattern UNIQUE_INDEX =
            sql("\\bcreate unique index (concurrently )?(if not exists )?[a-z_]+ on ([a-z_]+)");
    private static final Pattern LEFT_OUT =
            Pattern.compile("--[^\\n]*|'(?:[^']|'')*'|(\\$[a-z]*\\$).*?\\1", Pattern.DOTALL);

    @Test
    void migrationsOfReleasesAreAsTheyWere() throws IOException {
        // A new migration needs its line here; a change of a line means that databases with it are refused at the
        // start.
        List<String> listed = Files.readAllLines(Path.of("src/test/resources/migrations.sha256"));
        assertThat(migrations().entrySet().stream()
                        .map(file -> sha256(file.getValue()) + "  " + file.getKey())
                        .toList())
                .containsExactlyElementsOf(listed);
    }

    @Test
    void migrationsOnlyAddWhatTheReleaseBeforeDoesWithout() throws IOException {
        assertThat(migrations().entrySet().stream()
                        .flatMap(file -> breaks(file.getValue()).stream().map(reason -> file.getKey() + " " + reason)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table a drop column b",
                "alter table a drop b",
                "drop table a",
                "drop function f(text)",
                "drop view v",
                "ALTER TABLE a\n  RENAME COLUMN b TO c",
                "alter table a alter column b type bigint",
                "alter table a alter b set data type bigint",
                "alter table a alter column b set not null",
                "alter table a alter column b drop default",
                "alter table a add column b text not null",
                "alter table a add b text not null",
                "alter table a add column c text, add column b text not null check (b <> 'default')",
                "alter table a add constraint c check (b > 0)",
                "alter table a add unique (b)",
                "create unique index i on a (b)",
                "drop trigger t on a",
                "truncate a"
            })
    void statementsThatBreakTheReleaseBeforeAreFound(String statement) {
        assertThat(breaks(statement + ";")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table a add column b text",
                "alter table a add column b text not null default ''",
                "alter table a add column b text default '' not null",
                "alter table a alter column b drop not null",
                "alter table a drop constraint c",
                "alter table a alter column b set default 1",
                "create table a (b text not null, unique (b)); create unique index i on a (b)",
                "create index i on a (b); drop index j",
                "-- drop table a\nselect 1",
                "comment on table a is 'rename; truncate'",
                "create function f() returns void language sql as $$ truncate a $$",
                "create table a (b text not null)"
            })
    void statementsThatOnlyAddAreAllowed(String statement) {
        assertThat(breaks(statement + ";")).isEmpty();
    }

    private static List<String> breaks(String migration) {
        String sql = LEFT_OUT.matcher(migration).replaceAll("''");
        return Stream.concat(
                        BREAKS.entrySet().stream()
                                .filter(rule -> rule.getValue().matcher(sql).find())
                                .map(Map.Entry::getKey),
                        UNIQUE_INDEX
                                .matcher(sql)
                                .results()
                                .filter(index -> !sql("\\bcreate table (if not exists )?" + index.group(3) + "\\b")
                                        .matcher(sql)
                                        .find())
                                .map(index -> "adds a unique index on " + index.group(3)))
                .toList();
    }

    /** Their texts by "module name", in order. */
    private static Map<String, String> migrations() throws IOException {
        try (Stream<Path> files = Files.find(SERVICES, 8, (file, attributes) -> file.toString()
                .matches(".*/src/main/resources/db/.*/V[^/]*\\.sql"))) {
            return files.collect(Collectors.toMap(
                    file -> SERVICES.relativize(file).getName(0) + " " + file.getFileName(),
                    MigrationsTest::text,
                    (one, other) -> one,
                    TreeMap::new));
        }
    }

    private static Pattern sql(String expression) {
        return Pattern.compile(expression.replace(" ", "\\s+"), Pattern.CASE_INSENSITIVE);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
