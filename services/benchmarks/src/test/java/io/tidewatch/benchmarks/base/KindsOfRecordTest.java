package io.tidewatch.benchmarks.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.metric.history.AccountRecord;
import io.tidewatch.metric.history.AccountRecord.Amount;
import io.tidewatch.metric.language.FieldType;
import io.tidewatch.metric.language.RecordField;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.Vocabulary;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KindsOfRecordTest {

    private static final LocalDate DAY = LocalDate.parse("2026-01-01");
    private static final Vocabulary VOCABULARY = RepositoryRules.language().vocabulary();

    /** Computed from the other fields of a touchpoint, or written when a playbook changes a schedule. */
    private static final Set<String> COMPUTED =
            Set.of("touchpoint.twoWayAt", "touchpoint.outreach", "touchpoint.withSponsor", "cadence.changedBy");

    /** Words that the import of touchpoints does not read yet. */
    private static final Set<String> NOT_READ = Set.of("RENEWAL", "CHECK_IN", "TRAINING", "KICKOFF");

    private static List<List<AccountRecord>> accounts;
    private static List<AccountRecord> withoutAccount;

    @BeforeAll
    static void make() {
        GeneratedAccounts generated = new GeneratedAccounts(new BaseSettings(1_000, 3, DAY, 8, true));
        accounts = new ArrayList<>();
        for (int number = 1; number <= generated.size(); number++) {
            accounts.add(generated.records(number));
        }
        withoutAccount = generated.withoutAccount();
    }

    @AfterAll
    static void forget() {
        accounts = null;
        withoutAccount = null;
    }

    @Test
    void everyFieldOfEveryKindHasValuesOfItsType() {
        Map<String, Set<Class<?>>> found = new TreeMap<>();
        for (AccountRecord record : all()) {
            record.fields().forEach((name, value) -> found.computeIfAbsent(
                            record.kind() + "." + name, field -> new HashSet<>())
                    .add(value instanceof List<?> ? List.class : value.getClass()));
        }
        for (RecordKind kind : own()) {
            kind.fields().forEach((name, field) -> {
                String path = kind.name() + "." + name;
                if (!COMPUTED.contains(path)) {
                    assertThat(found.get(path)).as(path).containsExactly(classOf(field.type()));
                }
            });
        }
    }

    @Test
    void everyWordOfEveryListOccursAndNoOther() {
        Map<String, Set<Object>> found = new TreeMap<>();
        for (AccountRecord record : all()) {
            record.fields().forEach((name, value) -> found.computeIfAbsent(
                            record.kind() + "." + name, field -> new HashSet<>())
                    .addAll(value instanceof List<?> list ? list : List.of(value)));
        }
        for (RecordKind kind : own()) {
            kind.fields().forEach((name, field) -> {
                if (!field.words().isEmpty()) {
                    Set<Object> words = new TreeSet<>(field.words());
                    if (name.equals("meetingKind")) {
                        words.removeAll(NOT_READ);
                    }
                    if (name.equals("status") && kind.name().equals("touchpoint")) {
                        words.remove("SCHEDULED");
                    }
                    assertThat(found.get(kind.name() + "." + name))
                            .as(kind.name() + "." + name)
                            .containsExactlyInAnyOrderElementsOf(words);
                }
            });
        }
    }

    @Test
    void somethingIsMissingInSomeRecordsOfMostKinds() {
        Map<String, Set<String>> incomplete = new TreeMap<>();
        for (AccountRecord record : all()) {
            RecordKind kind = VOCABULARY.kind(record.kind());
            if (kind != null) {
                kind.fields().keySet().stream()
                        .filter(name -> !record.fields().containsKey(name))
                        .forEach(name -> incomplete
                                .computeIfAbsent(record.kind(), any -> new TreeSet<>())
                                .add(name));
            }
        }
        assertThat(incomplete.get("ticket")).contains("contactsNeeded", "resolvedAt", "satisfaction");
        assertThat(incomplete.get("user")).contains("createdOn", "role", "department");
        assertThat(incomplete.get("contract_period")).contains("signedOn", "endDate");
        assertThat(incomplete.get("survey")).contains("answeredOn", "invitedOn");
        assertThat(incomplete.get("opportunity")).contains("amount", "qualifiedOn", "referred");
    }

    @Test
    void referencesNameRecordsOfTheSameAccountAndAccountsOfTheBase() {
        Set<String> ids = new HashSet<>();
        for (int number = 1; number <= accounts.size(); number++) {
            ids.add(AccountHistory.id(number));
        }
        for (List<AccountRecord> account : accounts) {
            Map<String, Set<String>> own = new HashMap<>(Map.of("account", ids));
            account.stream().filter(record -> !record.kind().equals("account")).forEach(record -> assertThat(
                            own.computeIfAbsent(record.kind(), kind -> new HashSet<>())
                                    .add(record.id()))
                    .as(record.toString())
                    .isTrue());
            for (AccountRecord record : account) {
                RecordKind kind = VOCABULARY.kind(record.kind());
                record.fields().forEach((name, value) -> {
                    RecordField field = kind == null ? null : kind.fields().get(name);
                    if (field != null && field.target() != null) {
                        List<?> targets = value instanceof List<?> list ? list : List.of(value);
                        assertThat(own.getOrDefault(field.target(), Set.of()))
                                .as(record + " " + name)
                                .containsAll(
                                        targets.stream().map(String.class::cast).toList());
                    }
                });
            }
        }
    }

    @Test
    void daysThatAreNotPlannedLieBeforeTheDayOfTheBase() {
        for (AccountRecord record : all()) {
            RecordKind kind = VOCABULARY.kind(record.kind());
            record.fields().forEach((name, value) -> {
                RecordField field = kind == null ? null : kind.fields().get(name);
                if (field != null && field.type().isTime() && !field.planned()) {
                    LocalDate day = value instanceof Instant moment
                            ? LocalDate.ofInstant(moment, ZoneOffset.UTC)
                            : (LocalDate) value;
                    assertThat(day).as(record + " " + name).isBefore(DAY);
                }
            });
        }
    }

    @Test
    void fewAccountsHaveAParentASecondCurrencyOrAReferrer() {
        long parents = 0;
        long referred = 0;
        long currencies = 0;
        for (List<AccountRecord> account : accounts) {
            Map<String, Object> attributes = account.getFirst().fields();
            parents += attributes.containsKey("parent") ? 1 : 0;
            referred += attributes.containsKey("referredBy") ? 1 : 0;
            currencies += account.stream()
                            .filter(record -> record.kind().equals("contract_period"))
                            .map(record -> ((Amount) record.fields().get("mrr")).currency())
                            .distinct()
                            .count()
                    / 2;
        }
        assertThat(parents).isBetween(20L, 100L);
        assertThat(referred).isBetween(20L, 100L);
        assertThat(currencies).isBetween(5L, 20L);
    }

    @Test
    void onboardingFollowsTheSignatureStepByStep() {
        int steps = 0;
        for (List<AccountRecord> account : accounts) {
            LocalDate signed = account.stream()
                    .filter(record -> record.kind().equals("contract_period"))
                    .map(record -> (LocalDate) record.fields().get("signedOn"))
                    .filter(day -> day != null)
                    .min(LocalDate::compareTo)
                    .orElse(null);
            LocalDate before = signed;
            for (AccountRecord record : account) {
                if (signed != null
                        && record.kind().equals("milestone")
                        && record.fields().get("plan").equals("ONBOARDING")
                        && record.fields().containsKey("reachedOn")) {
                    LocalDate reached = (LocalDate) record.fields().get("reachedOn");
                    assertThat(reached).as(record.toString()).isAfter(before);
                    before = reached;
                    steps++;
                }
            }
        }
        assertThat(steps).isGreaterThan(2_000);
    }

    private static List<AccountRecord> all() {
        List<AccountRecord> all = new ArrayList<>(withoutAccount);
        accounts.forEach(all::addAll);
        return all;
    }

    /** Those that sources bring. */
    private static List<RecordKind> own() {
        return VOCABULARY.kinds().values().stream()
                .filter(kind -> kind.home() == RecordKind.Home.BUILT_IN || kind.home() == RecordKind.Home.DECLARED)
                .toList();
    }

    private static Class<?> classOf(FieldType type) {
        return switch (type) {
            case NAME, TEXT, WORD, REF -> String.class;
            case WORDS, REFS -> List.class;
            case BOOLEAN -> Boolean.class;
            case INTEGER -> Long.class;
            case DECIMAL -> BigDecimal.class;
            case MONEY -> Amount.class;
            case DATE -> LocalDate.class;
            case INSTANT -> Instant.class;
        };
    }
}
