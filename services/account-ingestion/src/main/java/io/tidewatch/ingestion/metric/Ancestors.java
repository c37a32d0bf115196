package io.tidewatch.ingestion.metric;

import io.smallrye.mutiny.Uni;
import io.tidewatch.metric.history.AccountHistory;
import io.tidewatch.metric.history.Rows;
import io.tidewatch.metric.language.Vocabulary;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The accounts above some accounts in the trees that {@code parent} makes of them. */
final class Ancestors {

    /** Nobody's tree is that deep; what lies above is not looked at, even where it is known because others belong to it. */
    private static final int MOST_LEVELS = 50;

    /** The attribute that says which account is above. */
    static final String FIELD = "parent";

    private final Map<String, AccountHistory> known = new HashMap<>();

    private Ancestors() {}

    /** For accounts of which nobody asks. */
    static Ancestors none() {
        return new Ancestors();
    }

    /**
     * Reads them, level by level.
     *
     * @param load the histories of accounts; one that does not exist has no attributes
     */
    static Uni<Ancestors> of(List<AccountHistory> accounts, Function<List<String>, Uni<List<AccountHistory>>> load) {
        Ancestors ancestors = new Ancestors();
        return ancestors.add(accounts, load, MOST_LEVELS).replaceWith(ancestors);
    }

    private Uni<Void> add(
            List<AccountHistory> accounts, Function<List<String>, Uni<List<AccountHistory>>> load, int levels) {
        accounts.forEach(account -> known.put(account.accountId(), account));
        Set<String> parents = new TreeSet<>();
        for (AccountHistory account : accounts) {
            Rows versions = account.rows(Vocabulary.ACCOUNT);
            for (int version = 0; version < versions.size(); version++) {
                String parent = account.text(Vocabulary.ACCOUNT, version, FIELD);
                if (parent != null && !known.containsKey(parent)) {
                    parents.add(parent);
                }
            }
        }
        return parents.isEmpty() || levels == 0
                ? Uni.createFrom().voidItem()
                : load.apply(List.copyOf(parents)).chain(found -> add(found, load, levels - 1));
    }

    /**
     * The topmost account of an account's tree on a day, the account itself where it has no parent. A parent that does not exist ends the
     * way up; of accounts that are each other's parents, it is the one with the least id. More than 50 levels above, nothing is looked at.
     */
    String topOf(AccountHistory account, LocalDate day) {
        int on = Math.toIntExact(day.toEpochDay());
        Set<String> way = new LinkedHashSet<>();
        AccountHistory at = account;
        while (way.add(at.accountId())) {
            int version = at.attributesOn(on);
            String parent = version < 0 ? null : at.text(Vocabulary.ACCOUNT, version, FIELD);
            AccountHistory above = parent == null ? null : known.get(parent);
            if (above == null || above.attributesOn(on) < 0 || way.size() > MOST_LEVELS) {
                return at.accountId();
            }
            at = above;
        }
        String circle = at.accountId();
        return way.stream()
                .dropWhile(id -> !id.equals(circle))
                .sorted()
                .findFirst()
                .orElseThrow();
    }
}
