package io.tidewatch.ingestion.metric;

import io.tidewatch.ingestion.api.model.Amount;
import io.tidewatch.ingestion.api.model.GroupValue;
import io.tidewatch.ingestion.api.model.LabelValue;
import io.tidewatch.ingestion.api.model.LeftOut;

/** Figures as answers show them. */
final class FigureBodies {

    private FigureBodies() {}

    static GroupValue of(GroupFigure figure) {
        GroupValue body = new GroupValue()
                .group(figure.group())
                .metric(figure.definition().id())
                .definitionHash(figure.definition().definitionHash())
                .state(figure.state().name())
                .reason(figure.reason())
                .value(DetailTexts.number(figure.value()))
                .numerator(DetailTexts.number(figure.numerator()))
                .denominator(DetailTexts.number(figure.denominator()))
                .currency(figure.currency())
                .asOf(figure.asOf())
                .from(figure.from())
                .band(figure.band())
                .details(figure.details().isEmpty() ? null : figure.details())
                .labels(
                        figure.labels().isEmpty()
                                ? null
                                : figure.labels().stream()
                                        .map(FigureBodies::label)
                                        .toList())
                .labelsLeftOut(figure.labelsLeftOut() == 0 ? null : figure.labelsLeftOut())
                .accounts(figure.accounts())
                .accountsUnknown(figure.accountsUnknown())
                .leftOut(figure.leftOut().stream().map(FigureBodies::leftOut).toList());
        FigureComparison comparison = figure.comparison();
        return comparison == null
                ? body
                : body.previous(DetailTexts.number(comparison.previous()))
                        .trend(comparison.trend().judgement().name())
                        .trendReason(comparison.trend().reason());
    }

    private static LabelValue label(GroupFigure.Label label) {
        return new LabelValue()
                .label(label.label())
                .state(label.state().name())
                .value(DetailTexts.number(label.value()))
                .numerator(DetailTexts.number(label.numerator()))
                .denominator(DetailTexts.number(label.denominator()))
                .currency(label.currency());
    }

    private static LeftOut leftOut(GroupFigure.LeftOut leftOut) {
        return new LeftOut()
                .reason(leftOut.reason())
                .accounts(leftOut.accounts())
                .revenue(leftOut.revenue().entrySet().stream()
                        .map(amount -> new Amount()
                                .currency(amount.getKey())
                                .minor(amount.getValue().longValueExact()))
                        .toList());
    }
}
