package io.tidewatch.rule.compile;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/**
 * Reads class files with the disassembler of the JDK, which shares no code with the check: what each kind of class extends,
 * and which instructions, members and classes its methods name.
 */
final class Javap {
    private static final ToolProvider TOOL = ToolProvider.findFirst("javap").orElseThrow();
    private static final Pattern SUPER = Pattern.compile("  super_class: .*// (\\S+)");
    private static final Pattern METHOD =
            Pattern.compile("  (?:[a-z]+ )*(?:\\S+ )?(?:\\S+\\.)?([^ .(]+)\\(.*\\).*;|  (static) \\{\\};");
    private static final Pattern INSTRUCTION = Pattern.compile(" +([0-9]+): ([a-z][a-z_0-9]*)(.*)");
    private static final Pattern NAMED = Pattern.compile(
            "// (Method|InterfaceMethod|Field|class|InvokeDynamic|Dynamic|MethodHandle|MethodType) (.*)");
    /** Fields of the class itself stand there without their class; whatever their names are, they are as good as others. */
    private static final Pattern OWN = Pattern.compile("// Field [^./]+:");

    private static final Pattern HASH = Pattern.compile("[0-9A-F]{32}");
    private static final Pattern FOLDER = Pattern.compile("/P[0-9A-F]{2}/");

    private Javap() {}

    /**
     * What each kind of class uses: {@code kind method: use}, sorted. Names that a hash is part of are shown without it.
     *
     * @param folder for the files, which javap reads from there
     */
    static Set<String> uses(Path folder, Map<String, byte[]> classes) throws IOException {
        Set<String> uses = uses(folder, classes, List.of("-p", "-c", "-v"));
        boolean readable = uses.stream().noneMatch(use -> use.contains(" Error:"));
        // What only readers of sources look at may be broken; without it the rest can be read.
        return readable ? uses : uses(folder, classes, List.of("-p", "-c"));
    }

    private static Set<String> uses(Path folder, Map<String, byte[]> classes, List<String> options) throws IOException {
        List<String> arguments = new ArrayList<>(options);
        for (Map.Entry<String, byte[]> file : new TreeMap<>(classes).entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
            arguments.add(path.toString());
        }
        StringWriter out = new StringWriter();
        TOOL.run(new PrintWriter(out), new PrintWriter(out), arguments.toArray(String[]::new));
        return usesIn(out.toString(), kind(classes.keySet().iterator().next()));
    }

    private static Set<String> usesIn(String listing, String firstKind) {
        Set<String> uses = new TreeSet<>();
        String kind = firstKind;
        String method = "";
        for (String line : listing.lines().toList()) {
            Matcher named = SUPER.matcher(line);
            Matcher begins = METHOD.matcher(line);
            Matcher instruction = INSTRUCTION.matcher(line);
            if (line.startsWith("Classfile ")) {
                kind = kind(line);
            } else if (named.lookingAt()) {
                uses.add(kind + " extends " + named.group(1));
            } else if (begins.matches()) {
                method = begins.group(1) == null ? "<clinit>" : begins.group(1);
            } else if (line.matches("  [^ ].*\\(.*;")) {
                method = "a name with brackets";
            } else if (line.startsWith("Error: Unexpected character")) {
                // A generic signature, which is for readers of sources only.
                continue;
            } else if (line.startsWith("Error:") || line.strip().startsWith("Exception table:")) {
                uses.add(kind + " " + line.strip());
            } else if (line.contains(" REF_")) {
                uses.add(kind + line.replaceAll("#?[0-9]+:?", "").replaceAll(" +", " "));
            } else if (instruction.matches() && !OWN.matcher(line).find()) {
                uses.add(kind + " " + role(kind, method) + ": " + use(instruction));
            }
        }
        return uses;
    }

    private static String kind(String line) {
        String file = line.substring(line.lastIndexOf('/') + 1);
        return file.startsWith("Lambda")
                ? "Lambda"
                : HASH.matcher(file).replaceAll("").replaceAll("[0-9]+", "");
    }

    private static String role(String kind, String method) {
        boolean ruleText =
                kind.equals("Lambda") && Set.of("test", "apply", "execute").contains(method);
        return ruleText ? "rule text" : "";
    }

    private static String use(Matcher instruction) {
        String opcode = instruction.group(2);
        Matcher named = NAMED.matcher(instruction.group(3));
        if (named.find()) {
            String operand =
                    FOLDER.matcher(HASH.matcher(named.group(2)).replaceAll("")).replaceAll("/");
            return opcode + " " + named.group(1) + " "
                    + operand.replaceAll("#[0-9]+:[^:]*", "")
                            .replaceFirst("^(test|apply|execute):", "its text:")
                            .replaceFirst("^(io/tidewatch/rule/fact/(Account|Run)Fact|java/lang/Enum)\\.", "")
                            .replaceAll("RuleMethods[0-9]+", "RuleMethods");
        }
        boolean jump = opcode.startsWith("if") || opcode.startsWith("goto") || opcode.startsWith("jsr");
        if (jump && Integer.parseInt(instruction.group(3).strip()) <= Integer.parseInt(instruction.group(1))) {
            return "jump backward";
        }
        return opcode.replaceAll("_[0-9]$", "");
    }
}
