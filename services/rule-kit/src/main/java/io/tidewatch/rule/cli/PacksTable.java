package io.tidewatch.rule.cli;

import io.tidewatch.rule.compile.CompiledBundle;
import io.tidewatch.rule.pack.Pack;
import io.tidewatch.rule.pack.Packs;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Shows which thresholds watch the accounts of which business model, and which questions none of them answers. */
final class PacksTable {
    private final CompiledBundle bundle;

    PacksTable(CompiledBundle bundle) {
        this.bundle = bundle;
    }

    /** A section of PLAYBOOKS.md; empty for a bundle without packs. */
    String section() {
        if (bundle.packs().packs().isEmpty()) {
            return "";
        }
        return """

                ## Packs

                [%1$s](%1$s) says which thresholds watch the accounts of a business model, the most important one first. Those of EVERYONE
                watch all accounts. An account without a business model is watched by every threshold that is on for anybody. The last column
                names the questions that none of them answers, and the thresholds that would.

                | business model | on | a switch away | nothing answers |
                |---|---|---|---|
                """.formatted(Packs.FILE)
                + bundle.packs().packs().stream().map(this::row).collect(Collectors.joining());
    }

    private String row(Pack pack) {
        return "| %s | %s | %s | %s |\n"
                .formatted(pack.name(), lines(pack.on()), lines(pack.off()), String.join("<br>", unanswered(pack)));
    }

    private static String lines(List<String> ids) {
        return ids.isEmpty() ? "none" : String.join("<br>", ids);
    }

    /** One sentence per pack, for whoever has tested the rules. */
    List<String> sentences() {
        return bundle.packs().packs().stream().map(this::sentence).toList();
    }

    private String sentence(Pack pack) {
        String on = "%s: %d of %d thresholds are on"
                .formatted(pack.name(), pack.on().size(), pack.thresholds().size());
        List<String> unanswered = unanswered(pack);
        return unanswered.isEmpty() ? on : on + "; nothing answers " + String.join(", ", unanswered);
    }

    /** Each question that nothing answers, with what would. */
    private List<String> unanswered(Pack pack) {
        List<String> unanswered = new ArrayList<>();
        if (!pack.name().equals(Packs.EVERYONE)) {
            bundle.unanswered(pack.name())
                    .forEach((question, would) -> unanswered.add(question + " (" + remedy(would) + ")"));
        }
        return unanswered;
    }

    private static String remedy(List<String> thresholds) {
        return thresholds.isEmpty()
                ? "no threshold does"
                : "switch on " + String.join(", ", thresholds).replaceFirst(", ([^,]*)$", " or $1");
    }
}
