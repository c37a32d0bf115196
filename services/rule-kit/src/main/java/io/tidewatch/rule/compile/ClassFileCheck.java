package io.tidewatch.rule.compile;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.ClassReader;

/**
 * The second layer: reads every class file of a compiled bundle before any class is defined. Even if a text passed
 * the first layer, its code could use nothing that is not listed, could not loop or recurse, wait for a lock or
 * allocate without end. {@link ClassFileVisitor} looks at one class.
 */
final class ClassFileCheck {
    /** Tags of the constant pool, see the Java Virtual Machine Specification, 4.4: those that run code when they are resolved. */
    private static final Set<Integer> RESOLVED_BY_CODE = Set.of(16, 17, 19, 20);

    private final Set<String> problems = new LinkedHashSet<>();
    private final Set<String> uses = new TreeSet<>();
    private final Map<String, GeneratedClass> classes = new LinkedHashMap<>();
    private final Map<String, Set<String>> calls = new HashMap<>();

    private ClassFileCheck() {}

    /**
     * Checks class files.
     *
     * @param files file name → bytes
     * @return what is not allowed, as plain sentences; empty when all is well
     */
    static List<String> check(Map<String, byte[]> files) {
        return List.copyOf(looked(files).problems);
    }

    /** What class files use, allowed or not, each with its section before it; to keep the list of what is allowed short. */
    static Set<String> uses(Map<String, byte[]> files) {
        return looked(files).uses;
    }

    private static ClassFileCheck looked(Map<String, byte[]> files) {
        ClassFileCheck check = new ClassFileCheck();
        files.forEach(check::read);
        check.classes.values().forEach(check::look);
        check.refuseRecursion();
        return check;
    }

    private void read(String file, byte[] bytes) {
        try {
            GeneratedClass read = GeneratedClass.read(bytes);
            // Two files of one class would hide each other: one is checked, and the other is defined.
            if (!file.equals(read.name() + ".class")) {
                problems.add("The class file " + file + " has the class " + read.name() + ", which is not allowed.");
            }
            classes.put(read.name(), read);
        } catch (RuntimeException notReadable) {
            problems.add("The class file " + file + " is not valid.");
        }
    }

    private void look(GeneratedClass generated) {
        if (generated.kind() == null) {
            problems.add("The class " + generated.name() + " is not allowed: rules define no classes.");
            return;
        }
        try {
            refuseConstants(generated);
            generated
                    .reader()
                    .accept(new ClassFileVisitor(generated, this), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        } catch (RuntimeException notReadable) {
            problems.add("The class file of " + generated.name() + " is not valid.");
        }
    }

    /** Constants, those too that no instruction names. */
    private void refuseConstants(GeneratedClass generated) {
        ClassReader reader = generated.reader();
        for (int item = 1; item < reader.getItemCount(); item++) {
            int at = reader.getItem(item);
            if (at > 0 && RESOLVED_BY_CODE.contains(reader.readByte(at - 1))) {
                problems.add(generated.name() + " has a constant of the kind " + reader.readByte(at - 1)
                        + ", which is not allowed.");
            }
        }
    }

    void refuse(String problem) {
        problems.add(problem);
    }

    /** A use that must stand in a section of the list. */
    void require(String section, String use, String by) {
        uses.add(section + " " + use);
        if (!AllowedUses.of(section).contains(use)) {
            problems.add(by + " has '" + use + "', which is not allowed.");
        }
    }

    /** The class of the bundle with this name; null when there is none of a kind that rules have. */
    GeneratedClass own(String className) {
        GeneratedClass own = classes.get(className);
        return own == null || own.kind() == null ? null : own;
    }

    /** Notes that a method of the bundle calls another one. */
    void called(String by, String method) {
        calls.computeIfAbsent(by, unused -> new LinkedHashSet<>()).add(method);
    }

    private void refuseRecursion() {
        Set<String> finished = new HashSet<>();
        for (String method : List.copyOf(calls.keySet())) {
            follow(method, new HashSet<>(), finished);
        }
    }

    private void follow(String method, Set<String> underWay, Set<String> finished) {
        if (underWay.contains(method)) {
            problems.add(method + " calls itself: recursion is not allowed.");
        } else if (!finished.contains(method)) {
            underWay.add(method);
            calls.getOrDefault(method, Set.of()).forEach(called -> follow(called, underWay, finished));
            underWay.remove(method);
            finished.add(method);
        }
    }
}
