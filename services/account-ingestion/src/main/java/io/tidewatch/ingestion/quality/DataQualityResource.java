package io.tidewatch.ingestion.quality;

import io.smallrye.mutiny.Uni;
import io.tidewatch.access.Roles;
import io.tidewatch.ingestion.api.DataQualityApi;
import io.tidewatch.ingestion.api.model.OverlappingPeriod;
import io.tidewatch.ingestion.api.model.OverlappingPeriodPage;
import io.tidewatch.problem.PageCursor;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;

/** Records that contradict each other, over HTTP. */
public class DataQualityResource implements DataQualityApi {

    private static final String OVERLAPPING = """
            select id, account_id, plan, earlier_id, overlap_from, overlap_until
            from overlapping_period where account_id >= $1 and (account_id, id) > ($1, $2)
            order by account_id, id limit $3
            """;

    private final Pool pool;

    public DataQualityResource(Pool pool) {
        this.pool = pool;
    }

    @Override
    @RolesAllowed({Roles.CSM, Roles.CS_LEADER, Roles.ANALYST, Roles.ADMIN, Roles.INTEGRATION})
    public Uni<Response> listOverlappingPeriods(String after, Integer limit) {
        List<String> key = PageCursor.key(after, "", "");
        return pool.preparedQuery(OVERLAPPING)
                .execute(Tuple.of(key.get(0), key.get(1), limit + 1))
                .map(rows -> {
                    List<OverlappingPeriod> found = new ArrayList<>();
                    rows.forEach(row -> found.add(period(row)));
                    List<OverlappingPeriod> page = found.subList(0, Math.min(limit, found.size()));
                    OverlappingPeriodPage answer = new OverlappingPeriodPage().items(page);
                    if (found.size() > limit) {
                        answer.next(PageCursor.next(
                                page.getLast().getAccountId(), page.getLast().getId()));
                    }
                    return Response.ok(answer).build();
                });
    }

    private static OverlappingPeriod period(Row row) {
        return new OverlappingPeriod()
                .id(row.getString("id"))
                .accountId(row.getString("account_id"))
                .plan(row.getString("plan"))
                .overlaps(row.getString("earlier_id"))
                .from(row.getLocalDate("overlap_from"))
                .until(row.getLocalDate("overlap_until"));
    }
}
