package io.tidewatch.engine.portfolio;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.engine.api.model.ActionAccount;
import io.tidewatch.engine.api.model.ActionChange;
import io.tidewatch.engine.api.model.ActionChangeValuesInner;
import io.tidewatch.engine.api.model.MessageTemplate;
import io.tidewatch.engine.fact.MetricWords;
import io.tidewatch.engine.flag.FlagMapper;
import io.tidewatch.feed.Change;
import io.tidewatch.metric.DayCount;
import io.tidewatch.metric.catalogue.MetricDefinition;
import io.tidewatch.rule.compile.CompiledPortfolio;
import io.tidewatch.rule.playbook.ActionKind;
import io.tidewatch.rule.playbook.Audience;
import io.tidewatch.rule.threshold.AccountFacts;
import io.tidewatch.rule.threshold.MetricValue;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

/** Makes the actions that notify leadership of flags of the portfolio. They belong to no account and to no run. */
@ApplicationScoped
class PortfolioNotices {

    private static final List<String> LEADERSHIP = List.of(Audience.CS_LEADERSHIP.name(), Audience.EXECUTIVE.name());

    private final FlagMapper mapper;
    private final ObjectMapper json;

    PortfolioNotices(FlagMapper mapper, ObjectMapper json) {
        this.mapper = mapper;
        this.json = json;
    }

    /** The change that publishes a notice. */
    Change change(CompiledPortfolio portfolio, PortfolioVerdict.Notice notice, PortfolioState state) {
        var message = portfolio.notice(notice.thresholdId());
        ActionChange action = new ActionChange()
                .id(notice.id())
                .kind(ActionKind.NOTICE.name())
                .step(notice.step())
                .audience(LEADERSHIP)
                .occurredAt(state.now().atOffset(ZoneOffset.UTC))
                .message(new MessageTemplate()
                        .id(message.id())
                        .subject(message.subject())
                        .text(message.text())
                        .html(message.html()))
                .account(new ActionAccount().id(CompiledPortfolio.ID).name(CompiledPortfolio.NAME))
                .flag(mapper.flag(notice.flag()))
                .values(values(portfolio, message.metricIds(), state));
        return Change.ofControl("action", notice.id(), 1, state.now(), json.valueToTree(action));
    }

    private static List<ActionChangeValuesInner> values(
            CompiledPortfolio portfolio, List<String> metricIds, PortfolioState state) {
        AccountFacts facts =
                PortfolioFacts.of(state, metricIds, portfolio.bundle().catalogue());
        LocalDate day = DayCount.dayOf(state.now());
        return metricIds.stream()
                .flatMap(id -> values(portfolio.bundle().catalogue().metric(id).orElseThrow(), facts.metric(id), day))
                .toList();
    }

    private static Stream<ActionChangeValuesInner> values(MetricDefinition metric, MetricValue value, LocalDate day) {
        return MetricWords.inMessages(metric, value, day).stream()
                .map(inMessages -> inMessages.explanation(explanation(inMessages.getExplanation(), value)));
    }

    /** Customers that a figure leaves out are named beside it, always. */
    private static String explanation(String madeOf, MetricValue value) {
        long leftOut = value.details().getOrDefault(PortfolioFacts.LEFT_OUT, 0L);
        if (leftOut == 0) {
            return madeOf;
        }
        String without =
                "without " + leftOut + (leftOut == 1 ? " customer that has" : " customers that have") + " no value";
        return madeOf == null ? without : madeOf + ", " + without;
    }
}
