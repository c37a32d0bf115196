package io.tidewatch.engine.run;

import io.tidewatch.engine.api.model.ActionChangeOwnStepsInner;
import io.tidewatch.engine.api.model.ActionChangeWinsInner;
import io.tidewatch.engine.fact.AccountFact;
import io.tidewatch.engine.fact.FactMapper;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.rule.journey.OwnStep;
import io.tidewatch.rule.message.MessageTemplate;
import io.tidewatch.rule.message.Win;
import io.tidewatch.rule.threshold.MetricValue;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/**
 * The lists that the texts of an action show. An action has only those that a text asks for.
 *
 * @param catalogue of the bundle that the texts belong to
 * @param message null for an action without one
 * @param draft for the customer; null for none
 */
record MessageLists(
        AccountFact fact, Catalogue catalogue, LocalDate day, MessageTemplate message, MessageTemplate draft) {

    /** What the account achieved since its last review; null where no text lists it. */
    List<ActionChangeWinsInner> wins() {
        if (!isAsked(MessageTemplate.WINS)) {
            return null;
        }
        LocalDate review = catalogue
                .metric(Win.REVIEW_METRIC)
                .map(metric -> FactMapper.value(fact, metric, day))
                .filter(MetricValue.Age.class::isInstance)
                .map(value -> ((MetricValue.Age) value).anchor())
                .orElse(null);
        return Win.since(review, FactMapper.records(fact, catalogue), day).stream()
                .map(win -> new ActionChangeWinsInner().day(win.day()).sentence(win.sentence()))
                .toList();
    }

    /** The steps of the account's own that are due; null where no text lists them. */
    List<ActionChangeOwnStepsInner> ownSteps() {
        return isAsked(MessageTemplate.OWN_STEPS)
                ? OwnStep.due(FactMapper.records(fact, catalogue), day).stream()
                        .map(step -> new ActionChangeOwnStepsInner()
                                .name(step.name())
                                .day(step.dueOn()))
                        .toList()
                : null;
    }

    /** True where the message lists suggestions, which notification-dispatch reads; else null. */
    Boolean suggestions() {
        return isAsked(MessageTemplate.SUGGESTIONS) ? true : null;
    }

    private boolean isAsked(String list) {
        return Stream.of(message, draft).anyMatch(text -> text != null && text.lists(list));
    }
}
