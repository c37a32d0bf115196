package io.tidewatch.engine.run;

import io.tidewatch.engine.api.model.ActionAccount;
import io.tidewatch.engine.api.model.ActionAccountSponsorsInner;
import io.tidewatch.engine.api.model.ActionChange;
import io.tidewatch.engine.api.model.ActionChangeValuesInner;
import io.tidewatch.engine.api.model.ActionSchedule;
import io.tidewatch.engine.api.model.MessageTemplate;
import io.tidewatch.engine.client.ingestion.model.AccountChange;
import io.tidewatch.engine.fact.AccountFact;
import io.tidewatch.engine.fact.AnnualRevenue;
import io.tidewatch.engine.fact.FactMapper;
import io.tidewatch.engine.fact.MetricWords;
import io.tidewatch.metric.DayCount;
import io.tidewatch.metric.catalogue.Catalogue;
import io.tidewatch.rule.playbook.ActionKind;
import io.tidewatch.rule.playbook.Audience;
import io.tidewatch.rule.playbook.PlannedAction;
import io.tidewatch.rule.playbook.ScheduleChange;
import io.tidewatch.rule.threshold.MetricValue;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

/** Makes actions with everything that notification-dispatch needs for them, so that it has to ask no other service. */
@ApplicationScoped
public class ActionFactory {

    /** The audiences whose person has a field of its own in an action. */
    private static final Set<Audience> WITH_FIELDS = EnumSet.of(Audience.CSM, Audience.SALES);

    private static final String RENEWAL = "days-to-renewal";

    private final RunMapper mapper;

    ActionFactory(RunMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * One action.
     *
     * @param action what the playbook decided
     * @param step the run as it stands with this action
     * @param catalogue the metrics of the active bundle
     * @param now business time
     */
    public ActionChange action(PlannedAction action, DecidedRun step, Catalogue catalogue, Instant now) {
        AccountFact fact = step.fact();
        boolean forOpening = action.kind() == ActionKind.TASK || action.kind() == ActionKind.ALERT;
        LocalDate day = DayCount.dayOf(now);
        io.tidewatch.rule.message.MessageTemplate message =
                step.bundle().message(action.playbookId(), action.messageId());
        io.tidewatch.rule.message.MessageTemplate draft =
                step.bundle().message(action.playbookId(), action.draftMessageId());
        MessageLists lists = new MessageLists(fact, step.bundle().catalogue(), day, message, draft);
        return new ActionChange()
                .id(action.actionId())
                .kind(action.kind().name())
                .step(action.step())
                .audience(List.of(action.audience().name()))
                .occurredAt(now.atOffset(ZoneOffset.UTC))
                .dueAt(forOpening ? action.dueAt().atOffset(ZoneOffset.UTC) : null)
                .message(template(message))
                .draft(template(draft))
                .crmStage(action.crmStage())
                .schedule(schedule(action.schedule()))
                .account(account(fact, step.run().state().assignedTo(), action.audience(), catalogue, day))
                .flag(step.flag())
                .run(mapper.run(step.run()))
                .values(values(fact, step.bundle().catalogue(), day, message, draft))
                .wins(lists.wins())
                .ownSteps(lists.ownSteps())
                .listsSuggestions(lists.suggestions());
    }

    private static ActionSchedule schedule(ScheduleChange change) {
        return change == null
                ? null
                : new ActionSchedule()
                        .activity(change.activity())
                        .everyMonths(change.everyMonths())
                        .until(change.untilRunEnds() ? "RUN_ENDS" : null);
    }

    private static MessageTemplate template(io.tidewatch.rule.message.MessageTemplate template) {
        if (template == null) {
            return null;
        }
        return new MessageTemplate()
                .id(template.id())
                .subject(template.subject())
                .text(template.text())
                .html(template.html());
    }

    private static ActionAccount account(
            AccountFact fact, String assignedTo, Audience audience, Catalogue catalogue, LocalDate day) {
        AccountChange attributes = fact.attributes();
        AnnualRevenue revenue = AnnualRevenue.of(fact, catalogue, day);
        Optional<MetricValue> renewal = catalogue.metric(RENEWAL).map(metric -> FactMapper.value(fact, metric, day));
        OptionalDouble daysToRenewal = renewal.map(value -> value.on(day)).orElse(OptionalDouble.empty());
        return new ActionAccount()
                .id(fact.accountId())
                .name(attributes.getName())
                .segment(attributes.getSegment())
                .lifecycleStage(attributes.getLifecycleStage())
                .csmEmail(assignedTo == null ? fact.ownEmail(Audience.CSM) : assignedTo)
                .salesOwnerEmail(fact.ownEmail(Audience.SALES))
                .ownerEmail(WITH_FIELDS.contains(audience) ? null : fact.ownEmail(audience))
                .currency(revenue.currency())
                .arrMinor(revenue.minor())
                .renewalDate(renewal.filter(value -> value.on(day).isPresent())
                        .filter(MetricValue.Countdown.class::isInstance)
                        .map(value -> ((MetricValue.Countdown) value).target())
                        .orElse(null))
                .daysToRenewal(daysToRenewal.isPresent() ? (int) Math.round(daysToRenewal.getAsDouble()) : null)
                .sponsors(
                        attributes.getSponsors() == null
                                ? List.of()
                                : attributes.getSponsors().stream()
                                        .map(sponsor -> new ActionAccountSponsorsInner()
                                                .id(sponsor.getId())
                                                .name(sponsor.getName())
                                                .email(sponsor.getEmail()))
                                        .toList());
    }

    /** The metrics that the texts name, by the definitions of their own bundle: another definition has another value. */
    private static List<ActionChangeValuesInner> values(
            AccountFact fact, Catalogue ofBundle, LocalDate day, io.tidewatch.rule.message.MessageTemplate... texts) {
        return Stream.of(texts)
                .filter(Objects::nonNull)
                .flatMap(text -> text.metricIds().stream())
                .distinct()
                .map(id -> ofBundle.metric(id).orElseThrow())
                .flatMap(metric -> MetricWords.inMessages(metric, FactMapper.value(fact, metric, day), day).stream())
                .toList();
    }
}
