package io.tidewatch.ingestion.imports;

import static io.tidewatch.ingestion.Ingestion.finished;
import static io.tidewatch.ingestion.Ingestion.number;
import static io.tidewatch.ingestion.Ingestion.rows;
import static io.tidewatch.ingestion.Ingestion.sql;
import static io.tidewatch.ingestion.imports.ImportOutcomeTest.counts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.ingestion.Ingestion;
import io.tidewatch.ingestion.IngestionTest;
import io.tidewatch.ingestion.mapping.MappingFile;
import io.tidewatch.ingestion.mapping.Mappings;
import jakarta.inject.Inject;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A replica that dies or freezes in the middle of a file, and the one that goes on. */
@QuarkusTest
@IngestionTest
class TakeOverTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Inject
    ImportJobs jobs;

    @Inject
    ImportBatch batch;

    @Inject
    ImportFinish finish;

    @Inject
    Mappings mappings;

    @Inject
    ClaimedFiles files;

    @BeforeEach
    void oneAccount() {
        Ingestion.forgetEverything();
        Ingestion.accounts("acme");
    }

    @Test
    void theNextReplicaGoesOnFromTheLastBatch() {
        ClaimedFiles.Claimed file = files.claim("tidewatch-users", users(2_500));
        try (ImportBatch.Judged first = batch.judge(file.run(), file.next(700))) {
            batch.send(first);
            batch.complete(first);
        }
        assertThat(number("select count(*) from account_user")).isEqualTo(699); // one of them is broken

        sql("update import_job set lease_until = clock_timestamp() + interval '1 second' where id = '" + file.id()
                + "'");
        JsonNode job = finished(file.id().toString());

        assertThat(counts(job)).isEqualTo("2500 rows: 2499 new, 0 present, 0 conflicts, 1 rejected");
        assertThat(rows(file.id().toString())).hasSize(1);
        assertThat(number("select count(*) from account_user")).isEqualTo(2_499);
        assertThat(number("select epoch from import_job where id = '" + file.id() + "'"))
                .isEqualTo(6);
        assertThat(number("select count(*) from import_chunk")).isZero();
    }

    @Test
    void theNextReplicaFinishesAFileThatIsPartlyForgotten() {
        ClaimedFiles.Claimed file = files.claim("tidewatch-users", users(100));
        try (ImportBatch.Judged all = batch.judge(file.run(), file.next(200))) {
            batch.send(all);
            batch.complete(all);
        }
        sql("insert into import_chunk select '" + file.id() + "', n * 1000000, 'x' from generate_series(1, 101) as n");
        sql("insert into import_seen values ('" + file.id() + "', 'an-id')");

        assertThat(finish.forgetSome(file.run().claim()).await().atMost(LIMIT)).isTrue();
        assertThat(number("select count(*) from import_chunk")).isEqualTo(2);
        assertThat(number("select min(start) from import_chunk")).isZero();
        assertThat(number("select count(*) from import_seen")).isZero();

        sql("update import_job set lease_until = clock_timestamp() where id = '" + file.id() + "'");
        assertThat(counts(finished(file.id().toString())))
                .isEqualTo("100 rows: 99 new, 0 present, 0 conflicts, 1 rejected");
        assertThat(number("select count(*) from import_chunk")).isZero();
    }

    @Test
    void whatAFailedFileLeavesIsDeletedByAnyReplica() {
        ClaimedFiles.Claimed file = files.claim("tidewatch-users", users(100));
        sql("insert into import_chunk select '" + file.id() + "', n * 1000000, 'x' from generate_series(1, 101) as n");
        sql("insert into import_account select '" + file.id() + "', 'a' || n from generate_series(1, 20001) as n");
        sql("insert into import_seen values ('" + file.id() + "', 'an-id')");

        jobs.fail(file.run().claim(), "It was broken.").await().atMost(LIMIT);

        assertThat(finished(file.id().toString()).get("reason").asText()).isEqualTo("It was broken.");
        await().until(() -> number("select (select count(*) from import_chunk) + (select count(*) from import_account)"
                        + " + (select count(*) from import_seen)")
                == 0);
    }

    @Test
    void aReplicaThatWasTakenOverWritesNothingAnyMore() {
        ClaimedFiles.Claimed frozen = files.claim("tidewatch-users", users(100));
        sql("update import_job set epoch = 6 where id = '" + frozen.id() + "'");

        try (ImportBatch.Judged judged = batch.judge(frozen.run(), frozen.next(50))) {
            batch.send(judged);
            assertThatThrownBy(() -> batch.complete(judged)).isInstanceOf(ImportBatch.TakenOver.class);
        }

        assertThat(number("select count(*) from account_user")).isZero();
        assertThat(number("select row_count from import_job where id = '" + frozen.id() + "'"))
                .isZero();
        assertThat(jobs.renew(frozen.run().claim(), 10).await().atMost(LIMIT)).isFalse();
    }

    @Test
    void anUploadThatBreaksOffIsNeverWorkedOn() throws Exception {
        int port = io.restassured.RestAssured.port;
        try (Socket socket = new Socket("127.0.0.1", port)) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /v1/imports?mapping=tidewatch-users HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                            + io.tidewatch.testsuite.TestTokens.withRoles("integration")
                            + "\r\nContent-Type: text/csv\r\nContent-Length: 1000000\r\n\r\n" + users(10_000))
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
            await().atMost(LIMIT).until(() -> number("select count(*) from import_job where state = 'UPLOADING'") == 1);
        }

        await().atMost(LIMIT).until(() -> number("select count(*) from import_job where state = 'UPLOADING'") == 0);
        assertThat(number("select count(*) from import_chunk")).isZero();
        assertThat(number("select count(*) from account_user")).isZero();
    }

    @Test
    void anUploadWhoseReplicaDiedIsForgotten() {
        UUID id = UUID.randomUUID();
        MappingFile mapping = mappings.find("tidewatch-users").await().atMost(LIMIT);
        jobs.open(id, mapping, null, false, null).await().atMost(LIMIT);
        jobs.store(id, 0, users(10).getBytes(StandardCharsets.UTF_8)).await().atMost(LIMIT);
        sql("update import_job set lease_until = clock_timestamp() - interval '1 second' where id = '" + id + "'");

        await().atMost(LIMIT).until(() -> number("select count(*) from import_job where id = '" + id + "'") == 0);
    }

    private static String users(int count) {
        StringBuilder csv = new StringBuilder("user_id,account_id,email,seat_assigned_from,seat_assigned_until\n");
        for (int i = 0; i < count; i++) {
            csv.append("u")
                    .append(i)
                    .append(",acme,u")
                    .append(i)
                    .append("@acme.example,")
                    .append(i == 13 ? "not a day" : "2026-01-01")
                    .append(",\n");
        }
        return csv.toString();
    }
}
