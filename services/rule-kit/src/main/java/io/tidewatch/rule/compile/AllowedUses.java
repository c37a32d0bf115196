package io.tidewatch.rule.compile;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What the class files of compiled rules may use, read from {@code allowed-members.txt}: one exact line for each use. */
final class AllowedUses {
    /** The section of conditions and consequences: what an analyst writes. */
    static final String RULE_TEXT = "RULE_TEXT";

    private static final Map<String, Set<String>> SECTIONS = load();

    private AllowedUses() {}

    /**
     * The uses that a section allows, each as it stands in the file: {@code call java/lang/Double.valueOf(D)Ljava/lang/Double;}.
     *
     * @param section {@link #RULE_TEXT}, or the name of a {@link ClassKind}
     */
    static Set<String> of(String section) {
        return SECTIONS.get(section);
    }

    private static Map<String, Set<String>> load() {
        Map<String, Set<String>> sections = new HashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                AllowedUses.class.getResourceAsStream("allowed-members.txt"), StandardCharsets.UTF_8))) {
            Set<String> section = new LinkedHashSet<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("[")) {
                    section = new LinkedHashSet<>();
                    sections.put(line.substring(1, line.length() - 1), section);
                } else if (!line.startsWith("#") && !line.isBlank()) {
                    section.add(line);
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return sections;
    }
}
