package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.metric.reading.YamlMap;
import io.tidewatch.rule.message.MessageTemplate;
import io.tidewatch.spelling.Spelling;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads rules/messages. Templates are data for the template engine of notification-dispatch; here every name they use is
 * checked against the data they are given, and sections are checked for being closed. Only what MESSAGE_DATA lists and
 * the sections if, else and for may be used, so no template can call a method.
 */
final class MessageFiles {
    /** The data of every message: name → its properties; a name without properties is a plain value. */
    static final Map<String, Set<String>> MESSAGE_DATA = Map.ofEntries(
            Map.entry(
                    "account",
                    Set.of("id", "name", "segment", "lifecycleStage", "arr", "renewalDate", "daysToRenewal")),
            Map.entry("flag", Set.of("id", "level", "question", "since", "sentence")),
            Map.entry("run", Set.of("id", "openedAt", "dueAt", "endsAt")),
            Map.entry("recipient", Set.of("name", "email", "role")),
            Map.entry("csm", Set.of("name", "email")),
            Map.entry("sales", Set.of("name", "email")),
            Map.entry("sponsor", Set.of("name", "email")),
            Map.entry("values", Set.of()),
            Map.entry("missing", Set.of()),
            Map.entry("ackUrl", Set.of()),
            Map.entry("taskUrl", Set.of()));

    private static final Set<String> VALUE = Set.of("name", "value", "explanation");
    /** The template engine takes a bracket for text when white space follows it. Anything else has to be closed. */
    private static final Pattern PART = Pattern.compile("\\{((?!\\s)[^{}]*|[^{}\n]*(?=}))(}?)");

    private static final Pattern PATH = Pattern.compile("[a-zA-Z]+(\\.[a-zA-Z]+)?");
    private static final Pattern COMPARISON = Pattern.compile("([a-zA-Z.]+) *[=!]= *\"[^\"{}|&]*\"");
    private static final Pattern FOR = Pattern.compile("#for ([a-zA-Z]+) in ([a-zA-Z]+)");

    private final YamlMap map;
    private final ProblemList problems;

    private MessageFiles(YamlMap map, ProblemList problems) {
        this.map = map;
        this.problems = problems;
    }

    static Map<String, MessageTemplate> read(Map<String, String> files, ProblemList problems) {
        Map<String, MessageTemplate> messages = new TreeMap<>();
        files.forEach((file, text) -> YamlMap.read(file, text, problems).ifPresent(map -> {
            String id = map.text("id");
            String subject = map.text("subject");
            String body = map.text("text");
            String html = map.text("html");
            map.finish();
            if (id == null || subject == null || body == null || html == null) {
                return;
            }
            if (!file.endsWith("/" + id + ".yaml")) {
                problems.add(
                        file, map.line("id"), "The message '" + id + "' belongs in a file called " + id + ".yaml.");
            }
            if (subject.indexOf('\n') >= 0) {
                problems.add(file, map.line("subject"), "A subject is one line.");
            }
            MessageFiles reader = new MessageFiles(map, problems);
            reader.check("subject", subject);
            reader.check("text", body);
            reader.check("html", html);
            messages.put(id, new MessageTemplate(id, subject, body, html));
        }));
        return messages;
    }

    private void check(String key, String template) {
        Deque<String> open = new ArrayDeque<>();
        Set<String> loopNames = new HashSet<>();
        Matcher part = PART.matcher(template);
        while (part.find()) {
            String inside = part.group(1);
            if (part.group(2).isEmpty()) {
                problem(key, "{" + inside.lines().findFirst().orElse("") + " is not closed.");
            } else if (inside.startsWith("#")) {
                section(key, inside, open, loopNames);
            } else if (inside.startsWith("/")) {
                String closed = open.poll();
                if (closed == null || !(inside.equals("/") || inside.equals("/" + closed))) {
                    problem(key, "{" + inside + "} closes nothing.");
                }
            } else {
                path(key, inside, loopNames);
            }
        }
        if (!open.isEmpty()) {
            problem(key, "{#" + open.peek() + "} is not closed.");
        }
    }

    private void section(String key, String inside, Deque<String> open, Set<String> loopNames) {
        Matcher loop = FOR.matcher(inside);
        if (inside.equals("#else")) {
            if (open.isEmpty()) {
                problem(key, "{#else} stands outside {#if}.");
            }
        } else if (inside.startsWith("#if ")) {
            open.push("if");
            condition(key, inside.substring(4), loopNames);
        } else if (loop.matches()) {
            if (open.contains("for")) {
                // Each level would multiply the length of the message.
                problem(key, "A {#for} inside of a {#for} is not allowed.");
            }
            open.push("for");
            if (!List.of("values", "missing").contains(loop.group(2))) {
                problem(key, "{#for} goes over 'values' or 'missing' only.");
            }
            loopNames.add(loop.group(1));
        } else {
            problem(key, "{" + inside + "} is not allowed; sections are {#if name}, {#else} and {#for item in list}.");
        }
    }

    /** Names, or comparisons of a name with a text, joined with || or &&. */
    private void condition(String key, String condition, Set<String> loopNames) {
        for (String part : condition.split("\\|\\||&&")) {
            Matcher comparison = COMPARISON.matcher(part.strip());
            path(key, comparison.matches() ? comparison.group(1) : part.strip().replaceFirst("^!", ""), loopNames);
        }
    }

    private void path(String key, String path, Set<String> loopNames) {
        if (!PATH.matcher(path).matches()) {
            problem(key, "{" + path + "} is not allowed; a message shows values by name, e.g. {account.name}.");
            return;
        }
        String[] parts = path.split("\\.");
        Set<String> properties = loopNames.contains(parts[0]) ? VALUE : MESSAGE_DATA.get(parts[0]);
        if (properties == null) {
            Set<String> words = new TreeSet<>(MESSAGE_DATA.keySet());
            words.addAll(loopNames);
            problems.add(
                    map.file(),
                    map.line(key),
                    "There is no '" + parts[0] + "' for messages.",
                    Spelling.closest(parts[0], words));
        } else if (parts.length == 2 && !properties.contains(parts[1])) {
            problems.add(
                    map.file(),
                    map.line(key),
                    "'" + parts[0] + "' has no '" + parts[1] + "'.",
                    Spelling.closest(parts[1], properties));
        }
    }

    private void problem(String key, String sentence) {
        problems.add(map.file(), map.line(key), sentence);
    }
}
