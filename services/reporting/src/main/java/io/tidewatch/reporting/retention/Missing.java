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

/** Says in sentences what a report could not show, and since when its data are as they are. */
final class Missing {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM uuuu HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final Map<Provider, String> CONTENT = Map.of(
            Provider.ACCOUNT_INGESTION, "accounts and their ARR", Provider.RULES_ENGINE, "flags and playbook runs");

    private Missing() {}

    /** Why no sum of ARR at risk can be told; null when it can. */
    static String whyRiskIsUnknown(Map<Provider, Freshness> freshness) {
        for (Provider provider : Provider.values()) {
            if (freshness.get(provider).state() == Freshness.State.LOADING) {
                return "The " + CONTENT.get(provider) + " of " + provider.service()
                        + " have not been read completely yet";
            }
        }
        return null;
    }

    /** What is missing or may be out of date; empty when all is well. */
    static List<String> sentences(Portfolio portfolio, PortfolioMetrics answer) {
        List<String> sentences = new ArrayList<>();
        answer.missing()
                .ifPresent(reason -> sentences.add("GRR, NRR, logo churn and ARR are missing: " + reason
                        + ". ARR at risk is computed from what it told before."));
        for (Provider provider : Provider.values()) {
            Freshness freshness = portfolio.freshness().get(provider);
            switch (freshness.state()) {
                case LOADING ->
                    sentences.add("The " + CONTENT.get(provider) + " of " + provider.service()
                            + " have not been read completely yet; nothing can be said about what is at risk.");
                case STALE ->
                    sentences.add("The " + CONTENT.get(provider) + " may be out of date: " + provider.service()
                            + " could not be read to the end since " + time(freshness.upTo()) + ".");
                case FRESH -> {
                    // Nothing is missing.
                }
            }
        }
        if (portfolio.unreadable() > 0) {
            sentences.add(
                    portfolio.unreadable() == 1
                            ? "1 change of other services could not be read and is not in these figures."
                            : portfolio.unreadable()
                                    + " changes of other services could not be read and are not in these figures.");
        }
        return sentences;
    }

    private static String time(Instant instant) {
        return instant == null ? "the start" : TIME.format(instant);
    }
}
