package io.tidewatch.engine.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.engine.api.model.Bundle;
import io.tidewatch.engine.api.model.BundlePage;
import io.tidewatch.engine.api.model.Fault;
import io.tidewatch.problem.PageCursor;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** Bundles in the terms of the contract. */
@ApplicationScoped
class BundleMapper {

    private final ObjectMapper json;

    BundleMapper(ObjectMapper json) {
        this.json = json;
    }

    Bundle bundle(BundleEntity entity) {
        return withoutProblems(entity).problems(problems(json, entity.problems));
    }

    private static Bundle withoutProblems(BundleEntity entity) {
        return new Bundle()
                .hash(entity.hash)
                .state(entity.state.name())
                .origin(entity.origin.name())
                .label(entity.label)
                .uploadedBy(entity.uploadedBy)
                .catalogueHash(entity.catalogueHash)
                .receivedAt(utc(entity.receivedAt))
                .activatedAt(utc(entity.activatedAt))
                .thresholds(entity.thresholds)
                .playbooks(entity.playbooks)
                .scenarios(entity.scenarios)
                .problemCount(entity.problemCount)
                .problems(null);
    }

    BundlePage page(List<BundleEntity> entities, int limit) {
        BundlePage page = new BundlePage()
                .items(entities.stream().map(BundleMapper::withoutProblems).toList());
        return entities.size() < limit ? page : page.next(PageCursor.next(entities.getLast().number));
    }

    /** The problems of a bundle as the database stores them. */
    static List<Fault> problems(ObjectMapper json, String text) {
        try {
            return json.readValue(text, new TypeReference<List<Fault>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("problems of a bundle are stored as JSON", e);
        }
    }

    private static OffsetDateTime utc(OffsetDateTime time) {
        return time == null ? null : time.withOffsetSameInstant(ZoneOffset.UTC);
    }
}
