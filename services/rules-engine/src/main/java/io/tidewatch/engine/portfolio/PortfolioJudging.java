package io.tidewatch.engine.portfolio;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tidewatch.engine.flag.FlagMapper;
import io.tidewatch.engine.flag.FlagStore;
import io.tidewatch.engine.partition.PartitionLock;
import io.tidewatch.feed.Change;
import io.tidewatch.feed.Partitions;
import io.tidewatch.feed.provider.FeedAppender;
import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.compile.CompiledPortfolio;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges the portfolio inside a transaction of the caller, who holds the lease of the control partition: reads what is stored, judges
 * it at one business time, writes its flags and appends them and the notices to the feed.
 */
@ApplicationScoped
class PortfolioJudging {

    private final PortfolioStore store;
    private final FlagStore flags;
    private final FlagMapper mapper;
    private final PortfolioNotices notices;
    private final PartitionLock partitions;

    PortfolioJudging(
            PortfolioStore store,
            FlagStore flags,
            FlagMapper mapper,
            PortfolioNotices notices,
            PartitionLock partitions) {
        this.store = store;
        this.flags = flags;
        this.mapper = mapper;
        this.notices = notices;
        this.partitions = partitions;
    }

    /**
     * Judges by the figures that are stored. Nothing happens when another bundle is active at this moment. Appends to the feed, so
     * the caller does nothing after it.
     */
    Uni<Void> judge(SqlConnection tx, CompiledBundle bundle) {
        return partitions
                .lockPortfolio(tx)
                .flatMap(locked -> store.load(tx))
                .flatMap(state -> bundle.hash().equals(state.activeBundle())
                        ? judge(tx, bundle.portfolio(), state)
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> judge(SqlConnection tx, CompiledPortfolio portfolio, PortfolioState state) {
        return flags.load(tx, List.of(CompiledPortfolio.ID))
                .flatMap(stored -> store.notices(tx)
                        .emitOn(Infrastructure.getDefaultWorkerPool())
                        .map(noticed -> PortfolioVerdict.of(portfolio, mapper, state, stored, noticed)))
                .flatMap(verdict -> write(tx, portfolio, state, verdict));
    }

    private Uni<Void> write(
            SqlConnection tx, CompiledPortfolio portfolio, PortfolioState state, PortfolioVerdict verdict) {
        List<Change> changes = new ArrayList<>();
        verdict.published.forEach(flag -> changes.add(flags.portfolioChange(flag, state.now())));
        verdict.notices.forEach(notice -> changes.add(notices.change(portfolio, notice, state)));
        return flags.write(tx, Partitions.CONTROL, verdict.flags)
                .flatMap(done -> flags.writeTransitions(tx, state.now(), verdict.transitions))
                .flatMap(done -> store.writeEpisodes(tx, state.today(), verdict.raised))
                .flatMap(done -> store.writeNotices(tx, verdict.notices))
                .flatMap(done -> store.markJudged(tx, state.key(), verdict.dueAt))
                .flatMap(done -> FeedAppender.append(tx, changes));
    }
}
