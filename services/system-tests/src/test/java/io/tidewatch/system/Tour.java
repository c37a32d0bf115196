package io.tidewatch.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The commands of the README and what they print: the fenced blocks marked {@code console}. A line that
 * begins with {@code $ } is a command, one that begins with {@code > } goes on with it, and what follows is the output, in
 * which {@code [...]} stands for anything.
 */
final class Tour {

    private Tour() {}

    /** One command with its output. */
    record Step(int line, String command, String output) {

        boolean matches(String printed) {
            String pattern = output.strip()
                    .lines()
                    .map(line -> Pattern.compile("\\[\\.\\.\\.]")
                            .splitAsStream(line + "\n")
                            .map(part -> Pattern.quote(part.replace("\n", "")))
                            .collect(Collectors.joining(".*")))
                    .collect(Collectors.joining("\n"));
            return Pattern.compile(pattern, Pattern.DOTALL)
                    .matcher(printed.strip())
                    .matches();
        }
    }

    static List<Step> read(Path readme) throws IOException {
        List<Step> steps = new ArrayList<>();
        boolean inside = false;
        String command = null;
        int started = 0;
        StringBuilder output = new StringBuilder();
        List<String> lines = Files.readAllLines(readme);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!inside) {
                inside = line.equals("```console");
            } else if (line.equals("```") || line.startsWith("$ ")) {
                if (command != null) {
                    steps.add(new Step(started, command, output.toString()));
                }
                output.setLength(0);
                inside = !line.equals("```");
                command = inside ? line.substring(2) : null;
                started = i + 1;
            } else if (line.startsWith("> ")) {
                command += "\n" + line.substring(2);
            } else {
                output.append(line).append('\n');
            }
        }
        return steps;
    }
}
