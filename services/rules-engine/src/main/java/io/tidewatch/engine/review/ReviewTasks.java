package io.tidewatch.engine.review;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.engine.api.model.ActionAccount;
import io.tidewatch.engine.api.model.ActionChange;
import io.tidewatch.engine.api.model.MessageTemplate;
import io.tidewatch.engine.review.ReviewStore.WithFigures;
import io.tidewatch.feed.Change;
import io.tidewatch.rule.compile.CompiledPortfolio;
import io.tidewatch.rule.playbook.ActionKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Makes the tasks that ask owners to review their thresholds. They belong to no account and to no run. */
@ApplicationScoped
class ReviewTasks {

    static final String STEP = "threshold-review";

    private final ObjectMapper json;

    ReviewTasks(ObjectMapper json) {
        this.json = json;
    }

    /**
     * The task of one owner.
     *
     * @param reviews what the owner is asked for; at least one
     */
    record Task(String owner, List<WithFigures> reviews) {

        /** Id of the action. A review is asked for once, so no other task can begin with the same one. */
        String actionId() {
            DueReviews.Review first = reviews.getFirst().review();
            return STEP + "/" + first.thresholdId() + "/" + first.by();
        }
    }

    /** One task for each owner. */
    static List<Task> of(List<WithFigures> reviews) {
        return reviews.stream()
                .collect(Collectors.groupingBy(review -> review.review().owner(), TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(owner -> new Task(owner.getKey(), owner.getValue()))
                .toList();
    }

    /** The change that publishes a task. */
    Change change(Task task, Instant now) {
        List<WithFigures> reviews = task.reviews();
        ActionChange action = new ActionChange()
                .id(task.actionId())
                .kind(ActionKind.TASK.name())
                .step(STEP)
                .audience(List.of(task.owner()))
                .occurredAt(now.atOffset(ZoneOffset.UTC))
                .message(new MessageTemplate()
                        .id(STEP)
                        .subject(ReviewText.subject(reviews))
                        .text(ReviewText.text(reviews)))
                .account(new ActionAccount().id(CompiledPortfolio.ID).name(CompiledPortfolio.NAME));
        return Change.ofControl("action", action.getId(), 1, now, json.valueToTree(action));
    }
}
