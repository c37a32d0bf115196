package io.tidewatch.problem;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The {@code next} of a page and the {@code after} of the one that follows: the sort key of the last item, as one text that
 * callers do not interpret. A text that no page returned is rejected with {@code no-such-page}.
 */
public final class PageCursor {

    private PageCursor() {}

    /**
     * The {@code next} of a page.
     *
     * @param key sort key of its last item; without line breaks
     */
    public static String next(Object... key) {
        String text = Stream.of(key).map(Object::toString).collect(Collectors.joining("\n"));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The sort key behind an {@code after}.
     *
     * @param after of the request; null for the first page
     * @param start the key before the first item, of as many parts as every key of this list
     */
    public static List<String> key(String after, String... start) {
        if (after == null) {
            return List.of(start);
        }
        List<String> key = List.of(decoded(after).split("\n", -1));
        // PostgreSQL stores no NUL character, so no key has one.
        if (key.size() != start.length || key.stream().anyMatch(part -> part.indexOf('\0') >= 0)) {
            throw RequestProblem.noSuchPage();
        }
        return key;
    }

    /** The number behind an {@code after} of a list that is sorted by a number, the largest first. */
    public static long numberBelow(String after) {
        return number(after, Long.MAX_VALUE);
    }

    /** The number behind an {@code after} of a list that is sorted by a number from 1, the smallest first. */
    public static long numberAbove(String after) {
        return number(after, 0);
    }

    private static long number(String after, long start) {
        try {
            return Long.parseLong(key(after, Long.toString(start)).getFirst());
        } catch (NumberFormatException e) {
            throw RequestProblem.noSuchPage();
        }
    }

    private static String decoded(String after) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getUrlDecoder().decode(after)))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw RequestProblem.noSuchPage();
        }
    }
}
