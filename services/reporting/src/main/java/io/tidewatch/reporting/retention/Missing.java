package io.tidewatch.reporting.retention;

import io.tidewatch.reporting.metrics.PortfolioMetrics;
import io.tidewatch.reporting.portfolio.Freshness;
import io.tidewatch.reporting.portfolio.Portfolio;
import io.tidewatch.reporting.portfolio.Provider;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Says in sentences what a report could not show, and how old its data are. */
final class Missing {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM uuuu HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final Map<Provider, String> CONTENT = Map.of(
            Provider.ACCOUNT_INGESTION, "accounts and their ARR", Provider.RULES_ENGINE, "flags and playbook runs");

    private Missing() {}

    /** Why ARR at risk is unknown; null when it can be computed. */
    static String whyRiskIsUnknown(Map<Provider, Freshness> freshness) {
        for (Provider provider : Provider.values()) {
            if (freshness.get(provider).state() == Freshness.State.LOADING) {
                return "The " + CONTENT.get(provider) + " of " + provider.service() + " are still being loaded.";
            }
        }
        return null;
    }

    /** What is missing or may be out of date; empty when everything is up to date. */
    static List<String> sentences(Portfolio portfolio, PortfolioMetrics answer) {
        List<String> sentences = new ArrayList<>();
        answer.missing()
                .ifPresent(reason -> sentences.add("GRR, NRR, logo churn and ARR are missing. " + reason
                        + " ARR at risk comes from the values that were published before."));
        for (Provider provider : Provider.values()) {
            Freshness freshness = portfolio.freshness().get(provider);
            switch (freshness.state()) {
                case LOADING ->
                    sentences.add("The " + CONTENT.get(provider) + " of " + provider.service()
                            + " are still being loaded; until then, the risk is unknown.");
                case STALE ->
                    sentences.add("The " + CONTENT.get(provider) + " may be out of date: " + provider.service()
                            + " was last read completely at " + time(freshness.upTo()) + ".");
                case FRESH -> {
                    // Nothing is missing.
                }
            }
        }
        if (portfolio.unreadable() > 0) {
            sentences.add(
                    portfolio.unreadable() == 1
                            ? "1 change of another service could not be read and is not included in these figures."
                            : portfolio.unreadable()
                                    + " changes of other services could not be read and are not included in these figures.");
        }
        return sentences;
    }

    private static String time(Instant instant) {
        return instant == null ? "an unknown time" : TIME.format(instant);
    }
}
