package io.tidewatch.engine.feed;

import io.tidewatch.feed.FeedReset;
import io.tidewatch.problem.ProblemType;

/** What can go wrong with a request to the change feed. */
enum FeedProblem implements ProblemType {
    /** The cursor is not of this feed any more. */
    FEED_RESET(FeedReset.SLUG, 410, "The feed begins anew"),
    /** Too many requests wait already. */
    FEED_BUSY("feed-busy", 429, "Too many wait for changes"),
    /** Cursors or bounds that nobody can follow. */
    BAD_CURSORS("bad-cursors", 400, "The cursors are not valid"),
    /** A page marker that this service did not make. */
    BAD_SNAPSHOT_PAGE("bad-snapshot-page", 400, "Unknown page of the snapshot");

    private final String slug;
    private final int status;
    private final String title;

    FeedProblem(String slug, int status, String title) {
        this.slug = slug;
        this.status = status;
        this.title = title;
    }

    @Override
    public String slug() {
        return slug;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }
}
