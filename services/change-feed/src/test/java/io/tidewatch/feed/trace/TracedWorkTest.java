package io.tidewatch.feed.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Without a tracer, which is what a service has whose traces nobody collects: contexts are handed on as they are. */
class TracedWorkTest {

    private static final String ONE = "00-11111111111111111111111111111111-1111111111111111-01";
    private static final String OTHER = "00-22222222222222222222222222222222-2222222222222222-00";

    @Test
    void whatFollowsFromAnItemBelongsToItsOwnTrace() {
        Map<String, String> contexts = new HashMap<>();
        contexts.put("acme", ONE);
        contexts.put("globex", OTHER);
        contexts.put("initech", null);

        List<String> after = TracedWork.of("work", contexts, traced -> Uni.createFrom()
                        .item(List.of(
                                traced.after(contexts.get("acme")),
                                traced.after(contexts.get("globex")),
                                String.valueOf(traced.after(contexts.get("initech"))))))
                .await()
                .indefinitely();

        assertThat(after).containsExactly(ONE, OTHER, "null");
    }

    @Test
    void aTextThatIsNoTraceContextStartsNoTrace() {
        Map<String, String> contexts = Map.of("acme", "00-not-a-trace");

        String after = TracedWork.of(
                        "work", contexts, traced -> Uni.createFrom().item("" + traced.after(contexts.get("acme"))))
                .await()
                .indefinitely();

        assertThat(after).isEqualTo("null");
    }
}
