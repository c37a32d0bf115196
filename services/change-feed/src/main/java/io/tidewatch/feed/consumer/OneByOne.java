package io.tidewatch.feed.consumer;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.function.Function;

/** Runs work for many items, one after the other; the first failure ends it. */
final class OneByOne {

    private OneByOne() {}

    static <T> Uni<Void> each(Collection<T> things, Function<T, Uni<Void>> work) {
        return Multi.createFrom()
                .iterable(things)
                .onItem()
                .transformToUniAndConcatenate(work::apply)
                .onItem()
                .ignoreAsUni();
    }
}
