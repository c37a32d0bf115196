package io.tidewatch.reporting.portfolio;

import java.util.List;
import java.util.Set;

/** The services that reports are made from: what is read of each, and where it is kept. */
public enum Provider {
    /** Accounts and their metric values. */
    ACCOUNT_INGESTION(
            "account-ingestion",
            Set.of("account", "account-metrics"),
            List.of("account", "account_metrics", "account_metric")),
    /** Flags of accounts and of the portfolio, and playbook runs. */
    RULES_ENGINE("rules-engine", Set.of("flag", "portfolio-flag", "run"), List.of("flag", "portfolio_flag", "run"));

    private final String service;
    private final Set<String> types;
    private final List<String> tables;

    Provider(String service, Set<String> types, List<String> tables) {
        this.service = service;
        this.types = types;
        this.tables = tables;
    }

    /** The name of the service. */
    public String service() {
        return service;
    }

    /** The types of changes that are read. */
    Set<String> types() {
        return types;
    }

    /** The read models that are made of its changes. */
    List<String> tables() {
        return tables;
    }
}
