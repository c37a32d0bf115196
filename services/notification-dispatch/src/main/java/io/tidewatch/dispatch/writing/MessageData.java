package io.tidewatch.dispatch.writing;

import io.tidewatch.dispatch.client.engine.model.ActionAccount;
import io.tidewatch.dispatch.client.engine.model.ActionAccountSponsorsInner;
import io.tidewatch.dispatch.client.engine.model.ActionChange;
import io.tidewatch.dispatch.client.engine.model.ActionChangeValuesInner;
import io.tidewatch.dispatch.client.engine.model.Flag;
import io.tidewatch.dispatch.client.engine.model.Run;
import io.tidewatch.dispatch.client.ingestion.model.Suggestion;
import io.tidewatch.dispatch.routing.AccountPeople;
import io.tidewatch.dispatch.routing.Recipient;
import io.tidewatch.money.Money;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The data that a template gets: maps, lists and texts only. An unknown value is an empty text or, for a person, null; both
 * count as false in an {@code if}.
 */
final class MessageData {

    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH);

    private MessageData() {}

    /**
     * The data of one message.
     *
     * @param action  the action
     * @param to      the recipient
     * @param people  the people responsible for the account
     * @param suggestions what to suggest to the customer
     * @param ackUrl  the signed link
     * @param taskUrl where the task is shown
     */
    static Map<String, Object> of(
            ActionChange action,
            Recipient to,
            AccountPeople people,
            List<Suggestion> suggestions,
            String ackUrl,
            String taskUrl) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("kind", action.getKind());
        data.put("step", action.getStep());
        data.put("crmStage", text(action.getCrmStage()));
        data.put("account", account(action.getAccount()));
        data.put("flag", flag(action.getFlag()));
        data.put("run", run(action));
        data.put(
                "recipient",
                Map.of(
                        "name",
                        to.name(),
                        "email",
                        to.email(),
                        "role",
                        to.audience().title()));
        data.put("csm", person(people.csm().name(), people.csm().email()));
        data.put(
                "sales",
                people.sales().map(sales -> person(sales.name(), sales.email())).orElse(null));
        data.put(
                "sponsor",
                sponsor(action.getAccount())
                        .map(s -> person(s.getName(), s.getEmail()))
                        .orElse(null));
        data.put("metric", metrics(action));
        data.put("wins", wins(action));
        data.put("ownSteps", ownSteps(action));
        data.put(
                "suggestions",
                suggestions.stream()
                        .map(suggestion -> Map.of("subject", suggestion.getSubject(), "reason", suggestion.getReason()))
                        .toList());
        data.put("ackUrl", ackUrl);
        data.put("taskUrl", taskUrl);
        data.put(
                "missing",
                people.missing().stream()
                        .map(m -> Map.of("name", m.label(), "explanation", m.explanation()))
                        .toList());
        return data;
    }

    /** The sponsor to write to: the first with an address, else the first. */
    static Optional<ActionAccountSponsorsInner> sponsor(ActionAccount account) {
        if (account.getSponsors() == null) {
            return Optional.empty();
        }
        return account.getSponsors().stream()
                .filter(s -> s.getEmail() != null && !s.getEmail().isBlank())
                .findFirst()
                .or(() -> account.getSponsors().stream().findFirst());
    }

    /** Empty texts where an action belongs to no run. */
    private static Map<String, Object> run(ActionChange action) {
        Run run = action.getRun() == null ? new Run() : action.getRun();
        return Map.of(
                "id", run.getId() == null ? "" : run.getId().toString(),
                "playbook", text(run.getPlaybookName(), text(run.getPlaybook())),
                "openedAt", instant(run.getOpenedAt()),
                "dueAt", text(instant(action.getDueAt()), "the agreed time"),
                "endsAt", instant(run.getEndsAt()));
    }

    private static Map<String, Object> account(ActionAccount account) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("id", account.getId());
        data.put("name", account.getName());
        data.put("segment", text(account.getSegment()));
        data.put("lifecycleStage", text(account.getLifecycleStage()));
        data.put("arr", money(account.getArrMinor(), account.getCurrency()));
        data.put("renewalDate", account.getRenewalDate() == null ? "" : DAY.format(account.getRenewalDate()));
        data.put(
                "daysToRenewal",
                account.getDaysToRenewal() == null
                        ? ""
                        : account.getDaysToRenewal().toString());
        return data;
    }

    private static Map<String, Object> flag(Flag flag) {
        return Map.of(
                "id", flag == null ? "" : text(flag.getThresholdId()),
                "level", flag == null || !"RAISED".equals(flag.getState()) ? "" : text(flag.getLevel()),
                "question", flag == null ? "" : text(flag.getQuestion()),
                "since", flag == null ? "" : instant(flag.getSince()),
                "sentence",
                        flag == null || flag.getEvidence() == null
                                ? ""
                                : text(flag.getEvidence().getSentence()));
    }

    private static Map<String, Object> person(String name, String email) {
        return Map.of("name", text(name, text(email)), "email", text(email));
    }

    /** By property; an unknown value has a text, too. */
    private static Map<String, Object> metrics(ActionChange action) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        if (action.getValues() != null) {
            for (ActionChangeValuesInner value : action.getValues()) {
                metrics.put(
                        value.getProperty(),
                        Map.of(
                                "text", text(value.getValue(), "not known"),
                                "known", Boolean.TRUE.equals(value.getKnown()),
                                "explanation", text(value.getExplanation())));
            }
        }
        return metrics;
    }

    private static List<Map<String, String>> wins(ActionChange action) {
        return action.getWins() == null
                ? List.of()
                : action.getWins().stream()
                        .map(win -> Map.of("day", DAY.format(win.getDay()), "sentence", win.getSentence()))
                        .toList();
    }

    private static List<Map<String, String>> ownSteps(ActionChange action) {
        return action.getOwnSteps() == null
                ? List.of()
                : action.getOwnSteps().stream()
                        .map(step -> Map.of("name", step.getName(), "day", DAY.format(step.getDay())))
                        .toList();
    }

    /** Such as {@code EUR 12,340.00}. */
    static String money(Long minor, String currency) {
        return minor == null || !Money.isCurrency(currency)
                ? "an unknown amount"
                : Money.ofMinor(minor, currency).toString();
    }

    /** A time in messages; empty for null. */
    static String instant(OffsetDateTime at) {
        return at == null ? "" : INSTANT.format(at.withOffsetSameInstant(ZoneOffset.UTC));
    }

    private static String text(String value) {
        return text(value, "");
    }

    private static String text(String value, String otherwise) {
        return value == null || value.isBlank() ? otherwise : value;
    }
}
