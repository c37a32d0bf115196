package io.tidewatch.rule.cli;

import io.tidewatch.rule.compile.BundleWords;
import java.util.Map;

/** Writes rules/FACTS.md: every word a rule, a scenario or a message may use. Generated, so it is never out of date. */
final class FactsPage {
    private FactsPage() {}

    static String of(BundleWords words) {
        StringBuilder page = new StringBuilder("""
                # What rules can read

                This page is generated (command `facts` of the rule kit) from the metric files; do not edit it.

                A value that is not known satisfies no condition: a rule is silent unless everything it reads is known. To speak about
                the unknown itself, every property below has a twin that ends in `Unknown` (`arrUnknown`).
                """);
        words.facts().forEach((type, properties) -> {
            page.append("\n## ").append(type).append("\n\n").append(introduction(type));
            page.append("\n| property | is | can be unknown | what it is |\n|---|---|---|---|\n");
            properties.forEach(property -> page.append("| `")
                    .append(property.name())
                    .append("` | ")
                    .append(property.type())
                    .append(" | ")
                    .append(property.canBeUnknown() ? "yes" : "no")
                    .append(" | ")
                    .append(property.meaning())
                    .append(" |\n"));
        });
        page.append("""

                ## What a rule says

                Conditions compare properties with `<`, `<=`, `>`, `>=`, `==`, `!=`, `in ( … )`, `not in ( … )`, joined with `,` (and), `&&`, `||`
                and `!`; `+`, `-` and `*` calculate. A consequence is one call:

                - thresholds: `flags.raise($account, "id-of-the-threshold");`
                - judgements: `judgements.hold($run, "word");` or `judgements.hold($run, "word", $touchpoint);` with one of the words
                  `response`, `strategicConversation`, `success`, `failure`

                ## What messages can show

                """);
        for (Map.Entry<String, String> entry : words.messageData().entrySet()) {
            page.append("- `{").append(entry.getKey()).append("}`");
            page.append(entry.getValue().isEmpty() ? "" : ": " + entry.getValue())
                    .append('\n');
        }
        return page.toString();
    }

    private static String introduction(String type) {
        return switch (type) {
            case "Account" -> "For thresholds (`thresholds/`). One fact per account.\n";
            case "Run" -> "For judgements (`playbooks/*.drl`). The playbook run that is judged.\n";
            default -> "For judgements. Begin the pattern with `account == $run.account`.\n";
        };
    }
}
