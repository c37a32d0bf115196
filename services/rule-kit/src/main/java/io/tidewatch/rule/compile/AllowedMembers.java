package io.tidewatch.rule.compile;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The members that compiled rules may use, read from allowed-members.txt. */
final class AllowedMembers {
    private static final Map<String, Set<String>> SECTIONS = load();

    private AllowedMembers() {}

    /** Whether a condition or consequence may use the member. */
    static boolean inLogic(String member) {
        return SECTIONS.get("[logic]").contains(member);
    }

    /** Whether the classes around them may use the member. */
    static boolean inFrame(String member) {
        return SECTIONS.get("[frame]").contains(member) || inLogic(member);
    }

    private static Map<String, Set<String>> load() {
        Map<String, Set<String>> sections = new HashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                AllowedMembers.class.getResourceAsStream("allowed-members.txt"), StandardCharsets.UTF_8))) {
            Set<String> section = new HashSet<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("[")) {
                    section = new HashSet<>();
                    sections.put(line, section);
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
