package io.tidewatch.benchmarks.settle;

import io.tidewatch.benchmarks.base.BaseSettings;
import io.tidewatch.benchmarks.base.CustomerBase;
import io.tidewatch.benchmarks.imports.FileImport;
import io.tidewatch.benchmarks.imports.KindMappings;
import io.tidewatch.benchmarks.run.Bench;
import io.tidewatch.benchmarks.run.TimedClient;
import io.tidewatch.suite.FolderTree;
import io.tidewatch.suite.Progress;
import io.tidewatch.suite.SuiteSettings;
import io.tidewatch.suite.example.ExampleFlags;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * `make bench-flag`: loads a generated base, waits until everybody is judged, sends single observations that raise a flag each, and measures how
 * long after its answer each flag is on the change feed of rules-engine. Everything stops by itself and the data are deleted.
 */
public final class BenchFlag {

    private static final String ENGINE = "rules-engine";
    private static final String THRESHOLD = "sentiment-drop";
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(100);

    /** The thresholds that every account begins with, and the one that is measured with. */
    private static final String SWITCHED_ON = "on: [own-step-due, rating-due, review-feedback-due, " + THRESHOLD + "]";

    /** Customers whom the worst rating takes more than two points below their usual one, which no flag says yet. */
    private static final String CONTENT = """
            select s.account_id
            from (select distinct on (account_id) account_id, rating, rated_on from ingestion.sentiment
                  order by account_id, rated_on desc) s
            join rules.flag f on f.account_id = s.account_id and f.threshold_id = '%s' and f.state = 'CLEAR'
            where s.rating >= 4 and s.rated_on > current_date - 45
            order by s.account_id
            """.formatted(THRESHOLD);

    private final Bench bench;
    private final BaseSettings base;
    private final int rate = Integer.parseInt(Bench.setting("RATE", "5"));
    private final int observations = Integer.parseInt(Bench.setting("OBSERVATIONS", "300"));

    private BenchFlag(Bench bench, BaseSettings base) {
        this.bench = bench;
        this.base = base;
    }

    /** Runs with the settings `ACCOUNTS`, `SEED`, `SEATS`, `RATE`, `OBSERVATIONS`, `HEAP` and `OPTIONS` of the environment. */
    public static void main(String[] arguments) {
        Bench.ofServices("flag", BenchFlag::services, bench -> {
            BaseSettings base = BaseSettings.from(System.getenv()).on(LocalDate.now(Clock.systemUTC()));
            new BenchFlag(bench, base).run();
        });
    }

    private static SuiteSettings services(SuiteSettings usual) {
        return usual.only(Bench.INGESTION, ENGINE)
                .with(Bench.INGESTION, "tidewatch.import.max-bytes", Long.toString(1L << 36))
                .with(ENGINE, "tidewatch.rules.folder", rules(usual).toString());
    }

    /** The shipped rules with one threshold more switched on. */
    private static Path rules(SuiteSettings settings) {
        Path copy = settings.local().resolve("rules-of-benchmark");
        try {
            FolderTree.copy(settings.checkout().rules(), copy);
            Path packs = copy.resolve("thresholds/packs.yaml");
            String text = Files.readString(packs);
            String switched = text.replaceFirst("(?m)(^EVERYONE:\\R  )on: start$", "$1" + SWITCHED_ON);
            if (switched.equals(text)) {
                throw new IllegalStateException("thresholds/packs.yaml has no line \"on: start\" under EVERYONE");
            }
            Files.writeString(packs, switched);
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run() throws IOException, SQLException {
        bench.describe("ACCOUNTS=" + base.accounts() + " SEED=" + base.seed() + " SEATS=" + base.seats() + " RATE="
                + rate + " OBSERVATIONS=" + observations);
        bench.progress().say(String.format(Locale.ROOT, "Generating %,d accounts …", base.accounts()));
        Path files = bench.folder().resolve("base");
        new CustomerBase(base).writeTo(files);
        bench.progress().say("Starting the services …");
        bench.suite().start();
        new ExampleFlags(bench.suite(), bench.progress()).await(false);
        load(files);
        Settlement settlement = new Settlement(bench.suite());
        try (Progress.Waiting waiting = bench.progress().waitingFor("all metrics and judgements")) {
            settlement.awaitMetrics();
            settlement.awaitJudgements();
        }
        List<String> accounts = settlement.texts(CONTENT + " limit " + observations);
        if (accounts.size() < observations) {
            throw new IllegalStateException("Only " + accounts.size()
                    + " of the accounts are content enough; choose more ACCOUNTS or fewer OBSERVATIONS.");
        }
        show(measure(accounts));
    }

    private void load(Path files) throws IOException {
        TimedClient ingestion = bench.as("loader");
        FileImport imports = new FileImport(ingestion, base.day());
        KindMappings kinds =
                new KindMappings(bench.suite().settings().checkout().rules());
        for (String name : Stream.concat(CustomerBase.mappings().stream(), CustomerBase.kinds().stream())
                .toList()) {
            Path file = CustomerBase.file(files, name);
            boolean declared = CustomerBase.kinds().contains(name);
            if (declared) {
                kinds.store(ingestion, name, file);
            }
            try (Progress.Waiting waiting = bench.progress().waitingFor("the import of " + name)) {
                FileImport.Measured measured = imports.run(file, declared ? KindMappings.name(name) : name);
                measured.demand(measured.rows(), 0, 0);
            }
        }
    }

    /**
     * An observation on its way, in seconds.
     *
     * @param answer from the request to its answer
     * @param values from the answer until the values of the account are on the feed of account-ingestion
     * @param flag from there until the flag is on the feed of rules-engine
     */
    private record Way(double answer, double values, double flag) {

        double all() {
            return values + flag;
        }
    }

    private List<Way> measure(List<String> accounts) {
        FeedWatch values = new FeedWatch(as(Bench.INGESTION), "account-metrics", change -> true);
        FeedWatch flags = new FeedWatch(as(ENGINE), "flag", change -> "RAISED"
                .equals(change.path("data").path("state").asText()));
        try (Progress.Waiting waiting =
                        bench.progress().waitingFor("the flags of " + accounts.size() + " observations");
                ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Way>> ways = new ArrayList<>();
            long started = System.nanoTime();
            for (String account : accounts) {
                LockSupport.parkNanos(started + ways.size() * 1_000_000_000L / rate - System.nanoTime());
                ways.add(senders.submit(() -> send(account, values, flags)));
            }
            List<Way> arrived = new ArrayList<>();
            for (Future<Way> way : ways) {
                arrived.add(way.get());
            }
            return arrived;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        } finally {
            values.end();
            flags.end();
        }
    }

    private Way send(String account, FeedWatch values, FeedWatch flags) {
        TimedClient.Answer answer = as(Bench.INGESTION)
                .createJson(
                        "/v1/accounts/" + account + "/records/sentiment/bench-" + account,
                        "{\"fields\": {\"ratedOn\": \"" + base.day() + "\", \"rating\": 1}}");
        long answered = System.nanoTime();
        answer.json();
        long flag = await(flags, account + "/" + THRESHOLD);
        long value = await(values, account);
        return new Way(answer.seconds(), (value - answered) / 1e9, (flag - value) / 1e9);
    }

    private static long await(FeedWatch feed, String key) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        Long arrived = feed.arrivedAt(key);
        while (arrived == null) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(key + " was not published within " + LIMIT.toSeconds() + " s.");
            }
            LockSupport.parkNanos(POLL.toNanos());
            arrived = feed.arrivedAt(key);
        }
        return arrived;
    }

    private void show(List<Way> ways) {
        bench.figure(
                "%-52s %7s %7s %7s %7s", "seconds, of " + ways.size() + " observations", "p50", "p95", "p99", "max");
        row("request, until its answer", ways.stream().map(Way::answer).toList());
        row(
                "until the values are on account-ingestion's feed",
                ways.stream().map(Way::values).toList());
        row(
                "from there until the flag is on rules-engine's feed",
                ways.stream().map(Way::flag).toList());
        row("from the answer to the flag", ways.stream().map(Way::all).toList());
    }

    private void row(String what, List<Double> measured) {
        List<Double> sorted = measured.stream().sorted().toList();
        bench.figure(
                "%-52s %7.3f %7.3f %7.3f %7.3f",
                what, percentile(sorted, 50), percentile(sorted, 95), percentile(sorted, 99), sorted.getLast());
    }

    private static double percentile(List<Double> sorted, int percent) {
        return sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
    }

    private TimedClient as(String service) {
        return new TimedClient(
                bench.suite().settings().urlOf(service),
                () -> bench.suite().tokens().ofSystem("loader"));
    }
}
