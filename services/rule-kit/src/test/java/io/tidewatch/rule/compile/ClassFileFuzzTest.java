package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Class files of harmless rules with a change at random: the second layer refuses them, or they use nothing that harmless
 * rules do not use, by the word of a reader that shares no code with it.
 */
class ClassFileFuzzTest {
    private static final Map<String, byte[]> CLASSES = CompiledClasses.OF_SOME_RULES;

    @Test
    void mutantsOfClassFilesAreRefusedOrUseNothingElse(@TempDir Path folder) throws IOException {
        assertThat(ClassFileCheck.check(CLASSES)).isEmpty();
        Set<String> harmless = Javap.uses(folder, CLASSES);
        Random random = FuzzRun.random();
        ClassMutations mutations = new ClassMutations(random);
        // Some names have a hash that differs from run to run; the same seed is to make the same mutants.
        List<String> names = CLASSES.keySet().stream()
                .sorted(Comparator.comparing((String name) -> name.replaceAll("[0-9A-F]{32}", ""))
                        .thenComparing(name -> CLASSES.get(name).length))
                .toList();
        FuzzRun run = new FuzzRun("class files", 0.3, 200);
        Set<String> findings = new TreeSet<>();
        int equivalent = 0;
        int invalid = 0;
        while (run.goesOn()) {
            String name = names.get(random.nextInt(names.size()));
            Map<String, byte[]> mutant = new TreeMap<>(CLASSES);
            mutant.put(name, mutations.of(CLASSES.get(name)));
            if (!ClassFileCheck.check(mutant).isEmpty()) {
                continue;
            }
            Set<String> uses = Javap.uses(folder, Map.of(name, mutant.get(name)));
            uses.removeAll(harmless);
            if (uses.isEmpty()) {
                equivalent++;
            } else if (!canBeLinked(name, mutant)) {
                invalid++;
            } else {
                uses.forEach(use -> findings.add("mutant " + run.number() + ", " + name + ": " + use));
            }
        }
        run.finish(equivalent + " of them use what they did, " + invalid + " more are not valid for a virtual machine");
        assertThat(findings).isEmpty();
    }

    /** Whether a virtual machine verifies the class; it does so before anything of it runs, and here nothing does. */
    private static boolean canBeLinked(String file, Map<String, byte[]> classes) {
        ClassLoader loader = new ClassLoader(ClassFileFuzzTest.class.getClassLoader()) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                byte[] bytes = classes.get(name.replace('.', '/') + ".class");
                if (bytes == null) {
                    throw new ClassNotFoundException(name);
                }
                return defineClass(name, bytes, 0, bytes.length);
            }
        };
        try {
            // Methods are listed of classes that are linked; initialisers wait for the first use.
            loader.loadClass(file.replace(".class", "").replace('/', '.')).getDeclaredMethods();
            return true;
        } catch (ClassNotFoundException | LinkageError notValid) {
            return false;
        }
    }

    /** An allowance that no rule needs is one that only an attacker would use. */
    @Test
    void nothingIsAllowedThatNoRuleNeeds() {
        Set<String> used = new TreeSet<>(ClassFileCheck.uses(CompiledClasses.OF_HARMLESS_RULES));
        used.addAll(ClassFileCheck.uses(CompiledClasses.OF_THE_PORTFOLIO));
        Set<String> allowed = new TreeSet<>();
        for (ClassKind kind : ClassKind.values()) {
            AllowedUses.of(kind.name()).forEach(use -> allowed.add(kind + " " + use));
        }
        AllowedUses.of(AllowedUses.RULE_TEXT).forEach(use -> allowed.add(AllowedUses.RULE_TEXT + " " + use));
        assertThat(allowed).isEqualTo(used);
    }
}
