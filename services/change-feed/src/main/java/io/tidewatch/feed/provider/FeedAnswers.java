package io.tidewatch.feed.provider;

import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.ChangePage;
import io.tidewatch.feed.ReadRequest;
import io.tidewatch.problem.ProblemException;
import jakarta.inject.Singleton;

/** What every provider of a feed answers to those who read it over HTTP, word for word the same. */
@Singleton
public class FeedAnswers {

    private final ChangeFeed feed;

    /** For the container. */
    public FeedAnswers(ChangeFeed feed) {
        this.feed = feed;
    }

    /**
     * The changes after the cursors.
     *
     * @return a page; fails with {@link ProblemException} when a cursor cannot be followed, a partition is named twice
     *     or too many wait already
     */
    public Uni<ChangePage> read(ReadChanges body) {
        ReadRequest request = body.toRequest();
        return feed.read(request).onFailure().transform(e -> FeedProblem.of(e, request.cursors()));
    }

    /** Where every partition stands now. */
    public Uni<CursorList> head() {
        return feed.heads().map(CursorList::new);
    }
}
