package io.tidewatch.metric.language;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.metric.Direction;
import io.tidewatch.metric.JourneyStep;
import io.tidewatch.metric.LifecycleStage;
import io.tidewatch.metric.MetricStatus;
import io.tidewatch.metric.MetricType;
import io.tidewatch.metric.Question;
import io.tidewatch.metric.reading.YamlPart;
import java.util.ArrayList;
import java.util.List;

/**
 * What a metric file says for people: how they find the metric and what they are to think of its values. It decides no value.
 * A part that the file does not have is null, a list empty.
 *
 * @param questions what the metric answers; NONE stands alone
 * @param type leading, lagging, …
 * @param focusArea for people, e.g. Retention
 * @param stages account stages it matters in
 * @param journeyStep step of the customer's journey
 * @param direction which way is good
 * @param status whether it is computed
 */
public record MetricProfile(
        String name,
        String description,
        List<Question> questions,
        MetricType type,
        String focusArea,
        List<LifecycleStage> stages,
        JourneyStep journeyStep,
        Direction direction,
        MetricStatus status) {
    /** The keys that every metric of a catalogue must have. */
    static final List<String> KEYS = List.of(
            "name", "description", "questions", "type", "focusArea", "stages", "journeyStep", "direction", "status");

    public MetricProfile {
        questions = List.copyOf(questions);
        stages = List.copyOf(stages);
    }

    static MetricProfile read(YamlPart file) {
        return new MetricProfile(
                file.text("name"),
                file.text("description"),
                words(file, "questions", Question.class),
                file.part("type").as(MetricType.class),
                file.text("focusArea"),
                words(file, "stages", LifecycleStage.class),
                file.part("journeyStep").as(JourneyStep.class),
                file.part("direction").as(Direction.class),
                file.part("status").as(MetricStatus.class));
    }

    private static <E extends Enum<E>> List<E> words(YamlPart file, String key, Class<E> type) {
        List<E> words = new ArrayList<>();
        for (JsonNode word : file.part(key).node()) {
            words.add(Enum.valueOf(type, word.asText()));
        }
        return words;
    }
}
