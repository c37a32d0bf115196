package io.tidewatch.access.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TraceSamplingTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    @Test
    void aRequestIsCollectedAndWhatAServiceAsksByItselfIsNot() {
        TraceSampling sampling = sampling("http://collector:4317", 1);

        assertThat(collected(sampling, Context.root(), SpanKind.SERVER)).isTrue();
        assertThat(collected(sampling, Context.root(), SpanKind.CLIENT)).isFalse();
    }

    @Test
    void whatARequestAsksOfOtherServicesIsCollectedWithIt() {
        TraceSampling sampling = sampling("http://collector:4317", 1);

        assertThat(collected(sampling, in(TraceFlags.getSampled()), SpanKind.CLIENT))
                .isTrue();
        assertThat(collected(sampling, in(TraceFlags.getDefault()), SpanKind.CLIENT))
                .isFalse();
    }

    @Test
    void theShareHoldsForTracesThatBeginHereOnly() {
        TraceSampling sampling = sampling("http://collector:4317", 0);

        assertThat(collected(sampling, Context.root(), SpanKind.SERVER)).isFalse();
        assertThat(collected(sampling, in(TraceFlags.getSampled()), SpanKind.SERVER))
                .isTrue();
    }

    @Test
    void nothingIsCollectedWithoutACollector() {
        TraceSampling sampling = sampling(null, 1);

        assertThat(collected(sampling, in(TraceFlags.getSampled()), SpanKind.SERVER))
                .isFalse();
    }

    private static boolean collected(TraceSampling sampling, Context parent, SpanKind kind) {
        return sampling.shouldSample(parent, TRACE, "x", kind, Attributes.empty(), List.of())
                        .getDecision()
                == SamplingDecision.RECORD_AND_SAMPLE;
    }

    private static Context in(TraceFlags flags) {
        return Context.root()
                .with(Span.wrap(
                        SpanContext.createFromRemoteParent(TRACE, "b7ad6b7169203331", flags, TraceState.getDefault())));
    }

    private static TraceSampling sampling(String endpoint, double ratio) {
        return new TraceSampling(new TracingConfig() {
            @Override
            public Optional<String> endpoint() {
                return Optional.ofNullable(endpoint);
            }

            @Override
            public double ratio() {
                return ratio;
            }
        });
    }
}
