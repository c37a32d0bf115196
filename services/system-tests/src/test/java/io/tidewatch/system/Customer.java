package io.tidewatch.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.concurrent.atomic.AtomicReference;

/** A customer of one test, imported like those of any source. */
final class Customer {

    private final RunningSuite world;
    private final String id;
    private final LocalDate today;
    private final String[] headers;

    private Customer(RunningSuite world, String id, LocalDate today, String... headers) {
        this.world = world;
        this.id = id;
        this.today = today;
        this.headers = headers;
    }

    /** One whose sponsor last talked with us so many days before the business day; 30 or more raise the flag. */
    static Customer silentFor(RunningSuite world, String id, int days) {
        return silent(new Customer(world, id, world.today()), days);
    }

    /** The same, imported in a trace. */
    static Customer silentFor(RunningSuite world, String id, int days, String traceparent) {
        return silent(new Customer(world, id, world.today(), "traceparent", traceparent), days);
    }

    private static Customer silent(Customer customer, int days) {
        String id = customer.id;
        LocalDate today = customer.today;
        customer.load(
                "tidewatch-accounts",
                "account_id,name,segment,business_model,lifecycle_stage,industry,country,csm_email,sales_owner_email,signup_date",
                id + "," + id + " Ltd,SMB,SEAT_BASED,ENGAGEMENT,Retail,DE,nadia@example.com,omar@example.com,"
                        + today.minusDays(200));
        customer.load(
                "tidewatch-contract-periods",
                "period_id,account_id,start_date,end_date,mrr,currency,purchased_seats,trial,plan",
                id + "-1," + id + "," + today.minusDays(200) + "," + today.plusDays(165)
                        + ",1000.00,EUR,10,false,Team");
        customer.load(
                "tidewatch-contacts",
                "contact_id,account_id,name,email,role",
                id + "-sponsor," + id + ",Sponsor of " + id + ",sponsor@" + id + ".example,EXECUTIVE_SPONSOR");
        customer.load("tidewatch-touchpoints", TOUCHPOINT_COLUMNS, customer.call("first", days));
        return customer;
    }

    private static final String TOUCHPOINT_COLUMNS =
            "touchpoint_id,account_id,kind,meeting_kind,status,direction,contact_ids,colleague_email,occurred_at,"
                    + "answered,answered_at,booked_at";

    String id() {
        return id;
    }

    private String call(String name, int daysAgo) {
        return id + "-" + name + "," + id + ",CALL,,HELD,OUTBOUND," + id + "-sponsor,nadia@example.com,"
                + today.minusDays(daysAgo) + "T09:00:00Z,,,";
    }

    private void load(String mapping, String header, String row) {
        Api api = world.loader();
        byte[] file = (header + "\n" + row + "\n").getBytes(StandardCharsets.UTF_8);
        // A caller whose answer was lost sends the file again, which changes nothing.
        AtomicReference<String> job = new AtomicReference<>();
        World.eventually(() -> job.set(
                api.post("/v1/imports?mapping=" + mapping + "&completeThrough=" + today, "text/csv", file, headers)
                        .expect(202)
                        .json()
                        .get("id")
                        .asText()));
        World.eventually(() -> {
            JsonNode state = api.get("/v1/imports/" + job.get()).expect(200).json();
            assertThat(state.get("state").asText()).isEqualTo("DONE");
            assertThat(state.at("/counts/rejected").asInt()
                            + state.at("/counts/conflicts").asInt())
                    .as(api.get("/v1/imports/" + job.get() + "/rows").body())
                    .isZero();
        });
    }
}
