package io.tidewatch.engine.bundle;

import io.tidewatch.engine.api.model.Fault;
import io.tidewatch.metric.reading.FileProblem;
import java.util.List;
import java.util.Optional;

/**
 * What came of the rules in ConfigMaps.
 *
 * @param status which of the final states
 * @param bundle hash of the bundle; null when the files are not one
 * @param problemCount how many problems there are
 * @param problems the first of them; empty unless refused
 */
record ConfigMapOutcome(Status status, String bundle, int problemCount, List<FileProblem> problems) {

    /** How rules may end. */
    enum Status {
        /** They judge. */
        ACTIVE("RulesActive"),
        /** They have problems; others judge. */
        REFUSED("RulesRefused"),
        /** They are valid; others judge, because a person asked for those. */
        REPLACED("RulesReplaced");

        private final String reason;

        Status(String reason) {
            this.reason = reason;
        }

        /** Reason of the Event. */
        String reason() {
            return reason;
        }
    }

    /** Files that are not a bundle. */
    static ConfigMapOutcome unreadable(List<FileProblem> problems) {
        return new ConfigMapOutcome(Status.REFUSED, null, problems.size(), problems);
    }

    /** The outcome of a stored bundle; empty while it is not final. */
    static Optional<ConfigMapOutcome> of(String hash, BundleStore.Checked checked) {
        return switch (checked.state()) {
            case CANDIDATE, WAITING -> Optional.empty();
            case ACTIVE -> Optional.of(new ConfigMapOutcome(Status.ACTIVE, hash, 0, List.of()));
            case VALIDATED, RETIRED -> Optional.of(new ConfigMapOutcome(Status.REPLACED, hash, 0, List.of()));
            case REFUSED ->
                Optional.of(new ConfigMapOutcome(
                        Status.REFUSED,
                        hash,
                        checked.problemCount(),
                        checked.problems().stream()
                                .map(ConfigMapOutcome::problem)
                                .toList()));
        };
    }

    private static FileProblem problem(Fault fault) {
        return new FileProblem(
                fault.getPointer(),
                fault.getLine() == null ? 0 : fault.getLine(),
                fault.getDetail(),
                fault.getSuggestion());
    }
}
