package io.tidewatch.rule.compile;

import io.tidewatch.metric.reading.ProblemList;
import io.tidewatch.metric.reading.YamlPart;
import io.tidewatch.metric.reading.YamlSchema;
import io.tidewatch.rule.message.MessageTemplate;
import io.tidewatch.spelling.Spelling;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads rules/messages. Templates are data for the template engine of notification-dispatch; here every name they use is
 * checked against the data they are given, and sections are checked for being closed. Only what {@link MessageData} lists and
 * the sections if, else and for may be used, so no template can call a method.
 */
final class MessageFiles {
    private static final YamlSchema SCHEMA = YamlSchema.of(MessageFiles.class, "message.schema.yaml");

    private static final String PLAYBOOK = "playbook";
    /** Where a text goes through a list or asks for one. */
    private static final String LIST = "\\{#[^{}]*\\b%s\\b[^{}]*}";

    /** The template engine takes a bracket for text when white space follows it. Anything else has to be closed. */
    private static final Pattern PART = Pattern.compile("\\{((?!\\s)[^{}]*|[^{}\n]*(?=}))(}?)");

    private static final Pattern PATH = Pattern.compile("[a-zA-Z][a-zA-Z0-9]*(\\.[a-zA-Z][a-zA-Z0-9]*)?");
    private static final Pattern COMPARISON = Pattern.compile("([a-zA-Z0-9.]+) *[=!]= *\"([^\"{}|&]*)\"");
    private static final Pattern COMPARED_METRIC = Pattern.compile("(metric\\.[a-zA-Z0-9]+)\\s*[=!<>].*");
    /** As other languages compare. */
    private static final Pattern LOOSELY_COMPARED = Pattern.compile(
            "([a-zA-Z0-9.]+) *(=|==|!=) *['\"\u2018\u2019\u201C-\u201E]?([^'\"\u2018\u2019\u201C-\u201E]*)['\"\u2018\u2019\u201C\u201D]?");

    private static final Pattern FOR = Pattern.compile("#for ([a-zA-Z]+) in ([a-zA-Z]+)");

    private static final int WHOLE = -1;
    /** Stands for a condition that is wrong: what follows from it is not reported. */
    private static final String ANYTHING = "";

    private final YamlPart part;
    private final MessageMetrics metrics;
    private final ProblemList problems;
    /** The name of the item of the list that is gone through, or null outside of {#for}. */
    private String item;
    /** What each item of that list has. */
    private Set<String> itemProperties = Set.of();
    /** The names of the items of all lists of the text that is looked at. */
    private final Set<String> loopItems = new TreeSet<>();
    /** The line of the text that is looked at; -1 when it is the text as a whole. */
    private int line = WHOLE;

    /** A section that is not closed yet, its line, and what an {#if} asks for. */
    private record Section(String name, int line, String condition) {
        boolean isUnreadableLoop() {
            return condition.equals(ANYTHING) && !name.equals("if");
        }
    }

    private MessageFiles(YamlPart part, MessageMetrics metrics, ProblemList problems) {
        this.part = part;
        this.metrics = metrics;
        this.problems = problems;
    }

    /**
     * Reads messages.
     *
     * @param files path → text
     * @param metrics those that messages can show
     */
    static Map<String, MessageTemplate> read(Map<String, String> files, MessageMetrics metrics, ProblemList problems) {
        Map<String, MessageTemplate> messages = new TreeMap<>();
        files.forEach((file, text) -> SCHEMA.read(file, text, problems).ifPresent(part -> {
            part.checkName(".yaml", problems);
            MessageTemplate message = part.as(MessageTemplate.class);
            MessageFiles reader = new MessageFiles(part, metrics, problems);
            reader.check("subject", message.subject());
            reader.check("text", message.text());
            reader.check("html", message.html());
            String forbidden = MailHtml.forbidden(message.html());
            if (forbidden != null) {
                reader.line = lineBreaks(message.html(), 0, message.html().indexOf(forbidden));
                reader.problem(
                        "html",
                        "'" + forbidden
                                + "' is not allowed in a mail: no scripts, images, styles or forms, and links only"
                                + " as <a href=\"https://…\">, mailto:, {ackUrl} or {taskUrl}. Write '<' as &lt;.");
            }
            String all = message.subject() + message.text() + message.html();
            Set<String> lists = MessageData.LISTS.keySet().stream()
                    .filter(list ->
                            Pattern.compile(LIST.formatted(list)).matcher(all).find())
                    .collect(Collectors.toSet());
            messages.put(
                    message.id(),
                    new MessageTemplate(
                            message.id(),
                            message.title(),
                            message.subject(),
                            message.text(),
                            message.html(),
                            List.of(),
                            lists));
        }));
        return messages;
    }

    private void check(String key, String template) {
        if (PART.matcher(MailHtml.withoutTags(template))
                .replaceAll(part -> part.group(1).matches("[#/].*") ? "" : "x")
                .isBlank()) {
            problem(key, "'" + key + "' has no visible text.");
        }
        Deque<Section> open = new ArrayDeque<>();
        loopItems.clear();
        Matcher loop = FOR.matcher(template);
        while (loop.find()) {
            loopItems.add(loop.group(1));
        }
        Matcher found = PART.matcher(template);
        int counted = 0;
        line = 0;
        while (found.find()) {
            line += lineBreaks(template, counted, found.start());
            counted = found.start();
            String inside = found.group(1);
            if (found.start() > 0 && template.charAt(found.start() - 1) == '\\') {
                // The engine shows the bracket as it is written, and would miss what this one opens.
                problem(key, "A bracket cannot have a backslash before it. Delete the backslash.");
            } else if (inside.isEmpty() && template.startsWith("{{", found.start())) {
                problem(key, "A value is shown as {account.name}, with one pair of brackets.");
            } else if (found.group(2).isEmpty()) {
                problem(key, "{" + inside.lines().findFirst().orElse("") + " is not closed.");
            } else if (inside.startsWith("#")) {
                section(key, inside, open);
            } else if (inside.startsWith("/")) {
                close(key, inside, open);
            } else if (inside.matches("(if|for|else)\\b.*")) {
                problems.add(
                        part.file(), line(key), "A section begins with a '#' in its bracket.", "{#" + inside + "}");
                if (!inside.startsWith("else")) {
                    open.push(new Section(inside.replaceFirst("\\W.*", ""), line, ANYTHING));
                }
            } else if (open.stream().anyMatch(Section::isUnreadableLoop)) {
                // What a loop goes through that could not be read is not known.
                continue;
            } else if (shown(key, inside) != null && path(key, inside)) {
                requireIf(key, inside, open);
            }
        }
        if (!open.isEmpty()) {
            line = open.peek().line();
            problem(key, "{#" + open.peek().name() + "} is not closed.");
        }
        item = null;
        line = WHOLE;
    }

    private void requireIf(String key, String path, Deque<Section> open) {
        String name = path.replaceFirst("\\..*", "");
        boolean asked = open.stream()
                .anyMatch(section -> section.condition().equals(ANYTHING)
                        || section.condition().matches("#if .*\\b" + name + "\\b.*"));
        if (MessageData.PEOPLE_WHO_MAY_BE_MISSING.contains(name) && !asked) {
            problems.add(
                    part.file(),
                    line(key),
                    "Not every account has '" + name + "', so {" + path + "} must be inside {#if " + name + "}.",
                    "{#if " + name + "}{" + path + "}{/if}");
        }
    }

    private static int lineBreaks(String text, int from, int to) {
        return (int) text.substring(from, to).chars().filter(c -> c == '\n').count();
    }

    private void close(String key, String inside, Deque<Section> open) {
        String closed = open.isEmpty() ? null : open.poll().name();
        if (closed == null) {
            problem(key, "{" + inside + "} has no opening section.");
        } else if (!(inside.equals("/") || inside.equals("/" + closed))) {
            problems.add(
                    part.file(),
                    line(key),
                    "{" + inside + "} does not close the section {#" + closed + "} before it.",
                    "{/" + closed + "}");
        } else if (closed.equals("for")) {
            item = null;
        }
    }

    private void section(String key, String inside, Deque<Section> open) {
        Matcher loop = FOR.matcher(inside);
        if (inside.equals("#else")) {
            if (open.isEmpty()) {
                problem(key, "{#else} must be inside {#if}.");
            }
        } else if (inside.startsWith("#if ")) {
            int before = problems.size();
            condition(key, inside.substring(4));
            open.push(new Section("if", line, problems.size() > before ? ANYTHING : inside));
        } else if (loop.matches()) {
            if (open.stream().anyMatch(section -> section.name().equals("for"))) {
                // Each level would multiply the length of the message.
                problem(key, "A {#for} inside a {#for} is not allowed.");
            }
            open.push(new Section("for", line, "#for"));
            if (!MessageData.LISTS.containsKey(loop.group(2))) {
                problems.add(
                        part.file(),
                        line(key),
                        "{#for} can list only '" + String.join("', '", MessageData.LISTS.keySet())
                                + "'. Show metrics one by one, e.g. {metric." + metrics.example() + "}.",
                        Spelling.closest(loop.group(2), MessageData.LISTS.keySet()));
            }
            item = loop.group(1);
            // Of a list that does not exist nothing further is reported.
            itemProperties = MessageData.LISTS.getOrDefault(loop.group(2), MessageData.ITEM_PROPERTIES);
            if (MessageData.ALL.containsKey(item)) {
                problem(key, "'" + item + "' already has a meaning; choose another name for the list item.");
            }
        } else {
            String word = inside.replaceFirst("^#([a-zA-Z]*).*", "$1");
            problem(key, "{" + inside + "} is not allowed; sections are {#if name}, {#else} and {#for item in list}.");
            if (!word.isEmpty() && !word.startsWith("else") && !inside.endsWith("/")) {
                open.push(new Section(word, line, ANYTHING));
            }
        }
    }

    /** Names, or comparisons of a name with a text, joined with || or &&. */
    private void condition(String key, String condition) {
        for (String part : condition.split("\\|\\||&&")) {
            Matcher comparison = COMPARISON.matcher(part.strip());
            if (part.strip().startsWith(PLAYBOOK + ".")) {
                problem(key, "A value of the playbook is always present, so {#if} cannot test for it.");
                continue;
            }
            Matcher compared = COMPARED_METRIC.matcher(part.strip());
            Matcher loosely = LOOSELY_COMPARED.matcher(part.strip());
            if (part.strip().matches(".* (and|or) .*")) {
                problems.add(
                        this.part.file(),
                        line(key),
                        "Conditions are joined with && or ||.",
                        part.strip().replace(" and ", " && ").replace(" or ", " || "));
            } else if (!comparison.matches() && loosely.matches() && !compared.matches()) {
                problems.add(
                        this.part.file(),
                        line(key),
                        "A value is compared with a text between straight double quotation marks, by == or !=.",
                        loosely.group(1)
                                + (loosely.group(2).equals("!=") ? " != \"" : " == \"")
                                + loosely.group(3)
                                + '"');
            } else if (compared.matches()) {
                problem(
                        key,
                        "{#if " + compared.group(1)
                                + "} asks only whether the value is known; comparing it is the business of thresholds.");
            } else if (!comparison.matches()) {
                path(key, part.strip().replaceFirst("^!", ""));
            } else if (path(key, comparison.group(1))) {
                word(key, comparison.group(1), comparison.group(2));
            }
        }
    }

    /** A comparison with a word that never comes would hide its section from every reader. */
    private void word(String key, String path, String word) {
        Collection<String> words = MessageData.closedWords(path);
        if (!words.isEmpty() && !words.contains(word)) {
            problems.add(
                    part.file(),
                    line(key),
                    "'" + path + "' cannot be '" + word + "'; it must be one of " + String.join(", ", words) + ".",
                    Spelling.closest(word, words));
        }
    }

    /** A path that is shown; null (and a problem) when it names something that cannot be shown as a text. */
    private String shown(String key, String path) {
        Set<String> properties = path.equals(item) ? itemProperties : MessageData.ALL.get(path);
        boolean whole = properties != null && (!properties.isEmpty() || MessageData.LISTS.containsKey(path));
        if (whole) {
            problem(
                    key,
                    MessageData.LISTS.containsKey(path)
                            ? "{" + path + "} is a list; show its items with {#for item in " + path + "}."
                            : "{" + path + "} must name the value to show, e.g. {" + path + "."
                                    + new TreeSet<>(properties).first() + "}.");
        }
        return whole ? null : path;
    }

    /** Whether the path names something that messages are given; adds a problem when not. */
    private boolean path(String key, String path) {
        if (MessageMetrics.isMetric(path)) {
            return metrics.check(path, part.file(), line(key), problems);
        }
        if (!PATH.matcher(path).matches()) {
            boolean spaces = PATH.matcher(path.strip()).matches();
            problems.add(
                    part.file(),
                    line(key),
                    "{" + path + "} is not allowed; a message shows values by name, e.g. {account.name}.",
                    spaces ? "{" + path.strip() + "}" : null);
            return false;
        }
        String[] parts = path.split("\\.");
        Set<String> properties = parts[0].equals(item) ? itemProperties : MessageData.ALL.get(parts[0]);
        if (properties == null && parts[0].equals(PLAYBOOK)) {
            // Which values there are is known only together with the playbooks that send the message.
            return parts.length == 2;
        }
        if (properties == null && loopItems.contains(parts[0])) {
            problem(key, "'" + parts[0] + "' has a value only between {#for " + parts[0] + " in …} and its {/for}.");
            return false;
        }
        if (properties == null) {
            Set<String> words = new TreeSet<>(MessageData.ALL.keySet());
            words.addAll(List.of(PLAYBOOK, MessageMetrics.METRIC));
            if (item != null) {
                words.add(item);
            }
            problems.add(
                    part.file(),
                    line(key),
                    "Messages have no value '" + parts[0] + "'.",
                    Spelling.closest(parts[0], words));
            return false;
        }
        if (parts.length == 2 && !properties.contains(parts[1])) {
            problems.add(
                    part.file(),
                    line(key),
                    "'" + parts[0] + "' has no '" + parts[1] + "'.",
                    Spelling.closest(parts[1], properties));
            return false;
        }
        return true;
    }

    private int line(String key) {
        return line == WHOLE ? part.line(key) : part.line(key, line);
    }

    private void problem(String key, String sentence) {
        problems.add(part.file(), line(key), sentence);
    }
}
