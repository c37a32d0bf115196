package io.tidewatch.ingestion.metric;

import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.metric.language.Vocabulary;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.problem.RequestProblem;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The groups that a question is about, and those that each account belongs to. */
final class GroupKeys {

    private final List<List<Grouping>> sets;
    private final List<Grouping> where = new ArrayList<>();
    private final List<String> wanted = new ArrayList<>();
    private final boolean readParents;

    /** Fails with {@code grouping-unknown}, or {@code invalid-request} for what does not go together. */
    GroupKeys(MetricQuestion question, Vocabulary vocabulary) {
        List<Grouping> groupings = question.groupBy().stream()
                .map(word -> Grouping.of(word, vocabulary, "/groupBy"))
                .toList();
        question.where().forEach((word, group) -> {
            Grouping grouping = Grouping.of(word, vocabulary, "/where/" + word);
            if (grouping.isAccount()) {
                throw new ProblemException(
                        RequestProblem.INVALID_REQUEST, "Use \"accountIds\" to ask about single accounts.");
            }
            where.add(grouping);
            wanted.add(group);
        });
        readParents = Stream.concat(groupings.stream(), where.stream()).anyMatch(Grouping::isParent);
        sets = new ArrayList<>();
        if (!question.separately() || groupings.isEmpty()) {
            sets.add(groupings);
        } else if (question.byAccount()) {
            throw new ProblemException(
                    RequestProblem.INVALID_REQUEST, "\"separately\" is not possible with the grouping ACCOUNT.");
        } else {
            sets.add(List.of());
            groupings.forEach(grouping -> sets.add(List.of(grouping)));
        }
    }

    /** The groupings, each by nothing or by something that accounts have. */
    List<List<Grouping>> sets() {
        return sets;
    }

    /** Whether only some accounts are asked about. */
    boolean choose() {
        return !where.isEmpty();
    }

    /** Whether the trees of accounts must be known. */
    boolean readParents() {
        return readParents;
    }

    /** The attributes of accounts that say which groups they belong to. */
    Set<String> attributes() {
        return Stream.concat(sets.stream().flatMap(List::stream), where.stream())
                .map(by -> by.isParent() ? Ancestors.FIELD : by.field())
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether an account is asked about, by the groups it belongs to on a day on which it has attributes. */
    boolean matches(AccountHistory history, LocalDate day, Ancestors ancestors) {
        for (int number = 0; number < wanted.size(); number++) {
            if (!where.get(number).of(history, day, ancestors).equals(wanted.get(number))) {
                return false;
            }
        }
        return true;
    }

    /** The group of one of the {@link #sets}, as an answer shows it. */
    Map<String, String> group(int set, AccountHistory history, LocalDate day, Ancestors ancestors) {
        Map<String, String> group = new LinkedHashMap<>();
        sets.get(set).forEach(by -> group.put(by.word(), by.of(history, day, ancestors)));
        return group;
    }
}
