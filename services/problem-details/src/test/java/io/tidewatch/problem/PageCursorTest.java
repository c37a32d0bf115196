package io.tidewatch.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PageCursorTest {

    @Test
    void theNextOfAPageIsTheKeyOfItsLastItem() {
        assertThat(PageCursor.key(null, "", "")).containsExactly("", "");
        assertThat(PageCursor.key(PageCursor.next("acme", "größe"), "", "")).containsExactly("acme", "größe");
        assertThat(PageCursor.numberBelow(null)).isEqualTo(Long.MAX_VALUE);
        assertThat(PageCursor.numberAbove(null)).isZero();
        assertThat(PageCursor.numberBelow(PageCursor.next(17L))).isEqualTo(17);
        assertThat(PageCursor.numberAbove(PageCursor.next(17L))).isEqualTo(17);
    }

    @Test
    void aTextThatNoPageReturnedIsRejected() {
        rejected(() -> PageCursor.key("17", ""));
        rejected(() -> PageCursor.key("not base64!", ""));
        rejected(() -> PageCursor.key(PageCursor.next("a"), "", ""));
        rejected(() -> PageCursor.key(PageCursor.next("a\0"), ""));
        rejected(() -> PageCursor.numberBelow(PageCursor.next("seventeen")));
        rejected(() ->
                PageCursor.numberAbove(Base64.getUrlEncoder().encodeToString("1\n2".getBytes(StandardCharsets.UTF_8))));
    }

    private static void rejected(ThrowingCallable reading) {
        assertThatThrownBy(reading).isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.type())
                .isEqualTo(RequestProblem.NO_SUCH_PAGE));
    }
}
