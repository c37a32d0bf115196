package io.tidewatch.engine.nextstep;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Which accounts have something for a person, and the open tasks of accounts. */
@ApplicationScoped
class NextStepStore {

    private static final String ALL = """
            select account_id from account_fact where account_id > $1 order by account_id limit $2
            """;

    // Each branch reads as many entries of its index as a page has.
    private static final String OF_OWNER = """
            select account_id from (
                (select account_id from account_fact
                 where lower(attributes ->> 'csmEmail') = lower($3) and account_id > $1 order by account_id limit $2)
                union
                (select account_id from account_fact
                 where lower(attributes ->> 'salesOwnerEmail') = lower($3) and account_id > $1 order by account_id limit $2)
                union
                (select distinct account_id from playbook_run
                 where state = 'OPEN' and lower(owner_email) = lower($3) and account_id > $1 order by account_id limit $2)) a
            order by account_id limit $2
            """;

    private static final String TASKS = """
            select r.account_id, r.playbook, r.playbook_name, r.owner_email, s.run_id, s.step, s.title, s.audience, s.due_at
            from playbook_run r join playbook_step s on s.run_id = r.id
            where r.account_id = any ($1) and r.state = 'OPEN' and s.kind = 'TASK' and s.state = 'OPEN'
            order by r.account_id, s.due_at, s.run_id, s.step
            """;

    /**
     * An open task.
     *
     * @param ownerEmail of its run; null while nobody owns it
     */
    record Task(
            String accountId,
            String playbook,
            String playbookName,
            String ownerEmail,
            UUID runId,
            String step,
            String title,
            String audience,
            Instant dueAt) {}

    /**
     * Ids of accounts after one, in their order.
     *
     * @param owner only accounts that this person looks after or owns an open run of; null for all
     */
    Uni<List<String>> accounts(SqlClient client, String after, int limit, String owner) {
        Tuple parameters = owner == null ? Tuple.of(after, limit) : Tuple.of(after, limit, owner);
        return client.preparedQuery(owner == null ? ALL : OF_OWNER)
                .execute(parameters)
                .map(rows -> {
                    List<String> ids = new ArrayList<>(rows.size());
                    rows.forEach(row -> ids.add(row.getString(0)));
                    return ids;
                });
    }

    /** The open tasks of accounts. */
    Uni<List<Task>> tasks(SqlClient client, List<String> accountIds) {
        return client.preparedQuery(TASKS)
                .execute(Tuple.of((Object) accountIds.toArray(String[]::new)))
                .map(rows -> {
                    List<Task> tasks = new ArrayList<>(rows.size());
                    rows.forEach(row -> tasks.add(new Task(
                            row.getString("account_id"),
                            row.getString("playbook"),
                            row.getString("playbook_name"),
                            row.getString("owner_email"),
                            row.getUUID("run_id"),
                            row.getString("step"),
                            row.getString("title"),
                            row.getString("audience"),
                            row.getOffsetDateTime("due_at").toInstant())));
                    return tasks;
                });
    }
}
