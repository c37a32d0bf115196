package io.tidewatch.engine.flag;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.tidewatch.engine.api.model.Evidence;
import io.tidewatch.engine.api.model.EvidenceValue;
import io.tidewatch.engine.api.model.Flag;
import io.tidewatch.engine.api.model.FlagNote;
import io.tidewatch.engine.api.model.FlagTransition;
import io.tidewatch.metric.DayCount;
import io.tidewatch.rule.threshold.FlagState;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Collectors;

/** Flags in the terms of the contract. */
@ApplicationScoped
public class FlagMapper {

    private final ObjectMapper json;

    FlagMapper(ObjectMapper json) {
        this.json = json;
    }

    /** The contract's flag, for requests, feed and messages. */
    public Flag flag(StoredFlag flag) {
        return withoutEvidence(flag).evidence(read(flag.evidence(), Evidence.class));
    }

    /** The same for the feed. The evidence is stored in the form of the contract, so it is taken over as it is. */
    public JsonNode published(StoredFlag flag) {
        ObjectNode published = json.valueToTree(withoutEvidence(flag));
        return published.putRawValue("evidence", new RawValue(flag.evidence()));
    }

    private static Flag withoutEvidence(StoredFlag flag) {
        FlagState state = flag.state();
        return new Flag()
                .accountId(state.accountId())
                .thresholdId(state.thresholdId())
                .metric(flag.metric())
                .state(state.status().name())
                .level(state.level() == null ? null : state.level().name())
                .question(state.question().name())
                .since(state.since().atOffset(ZoneOffset.UTC))
                .raising(state.raising())
                .version(state.version())
                .frozenSince(
                        state.frozenSince() == null ? null : state.frozenSince().atOffset(ZoneOffset.UTC))
                .acknowledgement(note(state.care().acknowledgement()))
                .snooze(note(state.care().snooze()));
    }

    private static FlagNote note(io.tidewatch.rule.threshold.FlagNote note) {
        return note == null
                ? null
                : new FlagNote()
                        .by(note.by())
                        .reason(note.reason())
                        .at(note.at().atOffset(ZoneOffset.UTC))
                        .until(note.until().atOffset(ZoneOffset.UTC));
    }

    /**
     * The evidence of a judgement at that business time, as JSON.
     *
     * @param accountId the account whose records are behind its values; null when there is no such account
     */
    public String evidence(String accountId, io.tidewatch.rule.threshold.Evidence evidence, Instant judgedAt) {
        return write(new Evidence()
                .sentence(evidence.sentence())
                .rule(evidence.rule())
                ._file(evidence.file() == null ? null : place(evidence.file(), evidence.line()))
                .bound(evidence.bounds().isEmpty() ? null : String.join(", ", evidence.bounds()))
                .bundleHash(evidence.bundleHash())
                .judgedAt(judgedAt.atOffset(ZoneOffset.UTC))
                .values(evidence.values().stream()
                        .map(value -> value(value)
                                .trace(accountId == null ? null : trace(accountId, value.metricId(), judgedAt)))
                        .toList()));
    }

    private static String trace(String accountId, String metric, Instant judgedAt) {
        return "/v1/accounts/" + accountId + "/metrics/" + metric + "/trace?asOf=" + DayCount.dayOf(judgedAt)
                + "&knownAt=" + judgedAt;
    }

    private static String place(String file, int line) {
        return line > 0 ? file + ":" + line : file;
    }

    private static EvidenceValue value(io.tidewatch.rule.threshold.EvidenceValue value) {
        return new EvidenceValue()
                .metric(value.metricId())
                .definitionHash(value.definitionHash())
                .state(value.value() == null ? "UNKNOWN" : "KNOWN")
                .value(decimal(value.value()))
                .numerator(decimal(value.numerator()))
                .denominator(decimal(value.denominator()))
                .windowDays(value.windowDays())
                .anchor(value.anchor())
                .reason(value.unknownReason())
                .details(
                        value.details() == null
                                ? Map.of()
                                : value.details().entrySet().stream()
                                        .collect(Collectors.toMap(
                                                Map.Entry::getKey, e -> String.valueOf(e.getValue()))));
    }

    private static String decimal(Double number) {
        return number == null
                ? null
                : BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    FlagTransition transition(Row row) {
        return new FlagTransition()
                .number(row.getLong("number"))
                .from(row.getString("from_state"))
                .to(row.getString("to_state"))
                .level(row.getString("level"))
                .at(utc(row.getOffsetDateTime("at")))
                .evidence(read(row.getString("evidence"), Evidence.class));
    }

    private static OffsetDateTime utc(OffsetDateTime time) {
        return time.withOffsetSameInstant(ZoneOffset.UTC);
    }

    private <T> T read(String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored evidence is not of the contract's form", e);
        }
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("evidence is plain data", e);
        }
    }
}
