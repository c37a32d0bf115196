package io.tidewatch.engine.portfolio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.api.model.EpisodeDay;
import io.tidewatch.engine.api.model.Evidence;
import io.tidewatch.engine.client.ingestion.model.GroupValue;
import io.tidewatch.engine.flag.StoredFlag;
import io.tidewatch.engine.judging.PartitionWork;
import io.tidewatch.engine.maintenance.MaintenanceWindows;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The figures of the portfolio, how far it was judged, and which notices about it were published. */
@ApplicationScoped
class PortfolioStore {

    // $1 shortest time between two questions in seconds.
    private static final String LOAD = """
            select p.figures::text as figures, p.figures_of, a.hash, k.key, r.read_up_to,
                   business_now() as now, business_today() as today,
                   %s as maintenance_until,
                   p.judged_for = k.key and (p.due_at is null or p.due_at > business_now()) as judged,
                   p.read_up_to <> r.read_up_to
                       and p.asked_at <= clock_timestamp() - make_interval(secs => $1) as changed
            from portfolio p cross join active_bundle a cross join (select %s as key) k
                cross join (select coalesce(md5(string_agg(partition || cursor, ' ' order by partition)), '') as read_up_to
                            from feed_cursor where consumer = 'rules-engine' and provider = 'account-ingestion') r
            """.formatted(MaintenanceWindows.PRESENT_END, PartitionWork.PASS_KEY);

    private final ObjectMapper json;
    private final PortfolioConfig config;

    PortfolioStore(ObjectMapper json, PortfolioConfig config) {
        this.json = json;
        this.config = config;
    }

    /** What is stored. */
    Uni<PortfolioState> load(SqlClient client) {
        return client.preparedQuery(LOAD)
                .execute(Tuple.of((double) config.every().toMillis()
                        / Duration.ofSeconds(1).toMillis()))
                .map(rows -> state(rows.iterator().next()));
    }

    /**
     * Stores figures.
     *
     * @param of bundle and day that they are of
     * @param readUpTo how far the feed was read before they were asked for
     */
    Uni<Void> writeFigures(SqlClient tx, List<GroupValue> figures, String of, String readUpTo) {
        return tx.preparedQuery("""
                        update portfolio
                        set figures = $1::text::jsonb, figures_of = $2, read_up_to = $3, asked_at = clock_timestamp()
                        """)
                .execute(Tuple.of(write(figures), of, readUpTo))
                .replaceWithVoid();
    }

    /**
     * Notes that the portfolio was judged.
     *
     * @param key what was judged with, see {@link PortfolioState#key}
     * @param dueAt when it has to be judged again although nothing changed; null when it has not
     */
    Uni<Void> markJudged(SqlClient tx, String key, Instant dueAt) {
        return tx.preparedQuery("update portfolio set judged_for = $1, due_at = $2")
                .execute(Tuple.of(key, dueAt == null ? null : dueAt.atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    /** The ids of the notices that were published. */
    Uni<Set<String>> notices(SqlClient tx) {
        return tx.query("select id from portfolio_notice").execute().map(rows -> {
            Set<String> ids = new HashSet<>();
            rows.forEach(row -> ids.add(row.getString("id")));
            return ids;
        });
    }

    /** Notes notices of thresholds; those of earlier episodes of the same thresholds are forgotten. */
    Uni<Void> writeNotices(SqlClient tx, List<PortfolioVerdict.Notice> notices) {
        if (notices.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        String[] ids = notices.stream().map(PortfolioVerdict.Notice::id).toArray(String[]::new);
        String[] thresholds =
                notices.stream().map(PortfolioVerdict.Notice::thresholdId).toArray(String[]::new);
        Integer[] raisings =
                notices.stream().map(PortfolioVerdict.Notice::raising).toArray(Integer[]::new);
        return tx.preparedQuery("""
                        insert into portfolio_notice (id, threshold_id, raising)
                        select * from unnest($1::text[], $2::text[], $3::integer[])
                        """)
                .execute(Tuple.tuple()
                        .addArrayOfString(ids)
                        .addArrayOfString(thresholds)
                        .addArrayOfInteger(raisings))
                .flatMap(done -> tx.preparedQuery("""
                                delete from portfolio_notice n
                                using unnest($1::text[], $2::integer[]) as t (threshold_id, raising)
                                where n.threshold_id = t.threshold_id and n.raising < t.raising
                                """)
                        .execute(Tuple.tuple().addArrayOfString(thresholds).addArrayOfInteger(raisings)))
                .replaceWithVoid();
    }

    /** Keeps the evidence of a day of each of these raised flags; the days of their earlier episodes are forgotten. */
    Uni<Void> writeEpisodes(SqlClient tx, LocalDate day, List<StoredFlag> raised) {
        if (raised.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        String[] thresholds =
                raised.stream().map(flag -> flag.state().thresholdId()).toArray(String[]::new);
        Integer[] raisings = raised.stream().map(flag -> flag.state().raising()).toArray(Integer[]::new);
        return tx.preparedQuery("""
                        insert into portfolio_episode (threshold_id, raising, day, evidence)
                        select t.threshold_id, t.raising, $4, t.evidence::jsonb
                        from unnest($1::text[], $2::integer[], $3::text[]) as t (threshold_id, raising, evidence)
                        on conflict (threshold_id, raising, day) do update set evidence = excluded.evidence
                        """)
                .execute(Tuple.tuple()
                        .addArrayOfString(thresholds)
                        .addArrayOfInteger(raisings)
                        .addArrayOfString(
                                raised.stream().map(StoredFlag::evidence).toArray(String[]::new))
                        .addLocalDate(day))
                .flatMap(done -> tx.preparedQuery("""
                                delete from portfolio_episode e
                                using unnest($1::text[], $2::integer[]) as t (threshold_id, raising)
                                where e.threshold_id = t.threshold_id and (e.raising < t.raising or e.day <= $3::date - 366)
                                """)
                        .execute(Tuple.tuple()
                                .addArrayOfString(thresholds)
                                .addArrayOfInteger(raisings)
                                .addLocalDate(day)))
                .replaceWithVoid();
    }

    /** The days of the last episode of a flag on which it was raised, the newest first. */
    Uni<List<EpisodeDay>> episode(SqlClient client, String thresholdId) {
        return client.preparedQuery("""
                        select day, evidence::text as evidence from portfolio_episode where threshold_id = $1
                        order by raising desc, day desc limit 366
                        """).execute(Tuple.of(thresholdId)).map(rows -> {
            List<EpisodeDay> days = new ArrayList<>();
            rows.forEach(row -> days.add(
                    new EpisodeDay().day(row.getLocalDate("day")).evidence(evidence(row.getString("evidence")))));
            return days;
        });
    }

    private Evidence evidence(String text) {
        try {
            return json.readValue(text, Evidence.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored evidence is of the contract's form", e);
        }
    }

    private PortfolioState state(Row row) {
        OffsetDateTime maintenance = row.getOffsetDateTime("maintenance_until");
        return new PortfolioState(
                row.getString("hash"),
                row.getOffsetDateTime("now").toInstant(),
                row.getLocalDate("today"),
                maintenance == null ? null : maintenance.toInstant(),
                row.getString("key"),
                row.getBoolean("judged"),
                read(row.getString("figures")),
                row.getString("figures_of"),
                row.getString("read_up_to"),
                row.getBoolean("changed"));
    }

    private List<GroupValue> read(String figures) {
        try {
            return json.readValue(figures, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored figures are as they were written", e);
        }
    }

    private String write(List<GroupValue> figures) {
        try {
            return json.writeValueAsString(figures);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("figures are plain data", e);
        }
    }
}
