package io.tidewatch.feed.provider;

import io.smallrye.mutiny.Uni;
import io.tidewatch.feed.ChangePage;
import io.tidewatch.feed.ReadRequest;
import io.tidewatch.problem.ProblemException;
import jakarta.inject.Singleton;

/** The HTTP answers of a feed, the same in every provider. */
@Singleton
public class FeedAnswers {

    private final ChangeFeed feed;

    public FeedAnswers(ChangeFeed feed) {
        this.feed = feed;
    }

    /**
     * The changes after the cursors.
     *
     * @return a page; fails with {@link ProblemException} when a cursor cannot be followed, a partition is listed twice
     *     or too many requests are waiting
     */
    public Uni<ChangePage> read(ReadChanges body) {
        ReadRequest request = body.toRequest();
        return feed.read(request).onFailure().transform(e -> FeedProblem.of(e, request.cursors()));
    }

    /** The newest cursor of every partition. */
    public Uni<CursorList> head() {
        return feed.heads().map(CursorList::new);
    }
}
