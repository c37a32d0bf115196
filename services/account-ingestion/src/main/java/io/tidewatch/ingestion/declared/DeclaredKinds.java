package io.tidewatch.ingestion.declared;

import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.metric.language.RecordKind.Home;
import io.tidewatch.metric.language.Vocabulary;
import io.tidewatch.problem.Problem.Fault;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.spelling.Spelling;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds the kinds whose records this service keeps as a catalogue declares them. */
public final class DeclaredKinds {

    private static final Map<String, String> OWN_PATHS = Map.of(
            "account", "/v1/accounts/",
            "contact", "/v1/contacts/",
            "contract_period", "/v1/contract-periods/",
            "ticket", "/v1/tickets/",
            "touchpoint", "/v1/touchpoints/",
            "user", "/v1/users/");

    private DeclaredKinds() {}

    /** The names of all declared kinds, in order. */
    public static Set<String> names(Vocabulary vocabulary) {
        Set<String> names = new TreeSet<>();
        vocabulary.kinds().forEach((name, kind) -> {
            if (kind.home() == Home.DECLARED) {
                names.add(name);
            }
        });
        return names;
    }

    /**
     * The declared kind of that name.
     *
     * @throws ProblemException {@code kind-unknown}, or {@code kind-kept-elsewhere} for one that is not declared
     */
    public static RecordKind demand(Vocabulary vocabulary, String name) {
        RecordKind kind = vocabulary.kind(name);
        if (kind == null) {
            throw unknown(name, names(vocabulary));
        }
        if (kind.home() == Home.DECLARED) {
            return kind;
        }
        String path = OWN_PATHS.get(name);
        String sentence = "Records of the kind \"" + name + "\" "
                + switch (kind.home()) {
                    case DERIVED -> "follow from other records.";
                    case REPORTING -> "are kept by reporting.";
                    default ->
                        path == null
                                ? "are imported: POST /v1/imports."
                                : "have a path of their own: " + path + "{id}.";
                };
        throw new ProblemException(
                KindProblem.KIND_KEPT_ELSEWHERE, sentence, List.of(new Fault("kind", null, sentence, path)));
    }

    /** The problem for a name that is not among the known ones; names the one that was probably meant. */
    public static ProblemException unknown(String name, Collection<String> known) {
        String closest = Spelling.closest(name, known);
        String sentence = "There is no kind of record \"" + name + "\"; "
                + (closest == null
                        ? "known kinds are " + String.join(", ", known) + "."
                        : "did you mean \"" + closest + "\"?");
        return new ProblemException(
                KindProblem.KIND_UNKNOWN, sentence, List.of(new Fault("kind", null, sentence, closest)));
    }
}
