package io.tidewatch.rule.compile;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The second layer: reads every class file of a compiled bundle before any class is defined. Even if a text passed
 * the first layer, its code could call nothing that is not listed, could not loop or recurse, wait for a lock or
 * allocate without end.
 */
final class ClassFileCheck {
    private static final Pattern LOGIC = Pattern.compile(
            "rules/P[0-9A-F]{2}/Lambda(Predicate|Extractor|Consequence)[0-9A-F]{32}|rules/(Account|Portfolio|Run|Record[A-Z][A-Za-z0-9]{0,59})");
    private static final Pattern FACTS = Pattern.compile("rules/(Account|Portfolio|Run|Record[A-Z][A-Za-z0-9]{0,59})");
    private static final Pattern FRAME = Pattern.compile("rules/Rules[0-9A-F]{32}((RuleMethods|Rules)[0-9]+)?"
            + "|rules/DomainClassesMetadata[0-9A-F]{32}(\\$[A-Za-z0-9_]+_Metadata)?"
            + "|org/drools/project/model/ProjectModel_io_tidewatch_rules_bundle_[0-9_]+");
    /** The methods of a logic class in which the text of a rule ends up. */
    private static final Set<String> RULE_TEXT = Set.of("test", "apply", "execute", "eval");

    private final Set<String> problems = new LinkedHashSet<>();
    private final Map<String, Set<String>> calls = new HashMap<>();
    private final Set<String> own = new HashSet<>();

    private ClassFileCheck() {}

    /**
     * Checks class files.
     *
     * @param classes file name → bytes
     * @return what is not allowed, as plain sentences; empty when all is well
     */
    static List<String> check(Map<String, byte[]> classes) {
        ClassFileCheck check = new ClassFileCheck();
        Map<String, ClassReader> readers = new LinkedHashMap<>();
        classes.forEach((file, bytes) -> {
            ClassReader reader = new ClassReader(bytes);
            readers.put(reader.getClassName(), reader);
        });
        check.own.addAll(readers.keySet());
        readers.forEach((name, reader) -> reader.accept(check.new Visitor(name), ClassReader.SKIP_DEBUG));
        check.refuseRecursion();
        return List.copyOf(check.problems);
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

    private final class Visitor extends ClassVisitor {
        private final String className;
        private final boolean logic;

        private Visitor(String className) {
            super(Opcodes.ASM9);
            this.className = className;
            this.logic = LOGIC.matcher(className).matches();
            if (!logic && !FRAME.matcher(className).matches()) {
                problems.add("The class " + className + " is not allowed: rules define no classes.");
            }
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            String method = className + "." + name + descriptor;
            calls.put(method, new LinkedHashSet<>());
            if ((access & (Opcodes.ACC_SYNCHRONIZED | Opcodes.ACC_NATIVE)) != 0) {
                problems.add(method + " is synchronized or native, which is not allowed.");
            }
            return new Body(
                    method,
                    logic
                            && (RULE_TEXT.contains(name)
                                    || FACTS.matcher(className).matches()),
                    name);
        }

        private final class Body extends MethodVisitor {
            private final String method;
            private final boolean strict;
            private final String name;
            private final Set<Object> labels = new HashSet<>();

            private Body(String method, boolean strict, String name) {
                super(Opcodes.ASM9);
                this.method = method;
                this.strict = strict;
                this.name = name;
            }

            @Override
            public void visitMethodInsn(
                    int opcode, String owner, String called, String descriptor, boolean onInterface) {
                if (own.contains(owner)) {
                    calls.get(method).add(owner + "." + called + descriptor);
                } else {
                    member(owner + "." + called + descriptor, "calls");
                }
            }

            @Override
            public void visitFieldInsn(int opcode, String owner, String field, String descriptor) {
                if (!own.contains(owner)) {
                    member(owner + "." + field + " " + descriptor, "reads");
                }
            }

            private void member(String member, String verb) {
                boolean allowed = strict ? AllowedMembers.inLogic(member) : AllowedMembers.inFrame(member);
                boolean copyOfValues = name.equals("values") && member.startsWith("java/lang/System.arraycopy(");
                boolean reachesCopy = member.startsWith("java/lang/System.") && !copyOfValues;
                if (!allowed || reachesCopy) {
                    problems.add(method + " " + verb + " " + member + ", which is not allowed.");
                }
            }

            @Override
            public void visitInvokeDynamicInsn(
                    String called, String descriptor, Handle bootstrap, Object... arguments) {
                boolean message = !strict
                        && bootstrap.getOwner().equals("java/lang/invoke/StringConcatFactory")
                        && bootstrap.getName().equals("makeConcatWithConstants");
                if (!message) {
                    problems.add(method + " uses invokedynamic " + bootstrap.getName() + ", which is not allowed.");
                }
            }

            @Override
            public void visitLabel(Label label) {
                labels.add(label);
            }

            @Override
            public void visitJumpInsn(int opcode, Label target) {
                refuseBackward(target);
            }

            @Override
            public void visitTableSwitchInsn(int least, int most, Label otherwise, Label... targets) {
                refuseBackward(otherwise);
                for (Label target : targets) {
                    refuseBackward(target);
                }
            }

            @Override
            public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] targets) {
                visitTableSwitchInsn(0, 0, otherwise, targets);
            }

            private void refuseBackward(Label target) {
                if (labels.contains(target)) {
                    problems.add(method + " jumps backward: loops are not allowed.");
                }
            }

            @Override
            public void visitTryCatchBlock(Label start, Label end, Label handler, String type) {
                // A handler before its block is a jump backward, too.
                if (strict || labels.contains(handler)) {
                    problems.add(method + " catches exceptions, which is not allowed.");
                }
            }

            @Override
            public void visitInsn(int opcode) {
                if (opcode == Opcodes.MONITORENTER || opcode == Opcodes.MONITOREXIT) {
                    problems.add(method + " takes a lock, which is not allowed.");
                }
            }

            @Override
            public void visitIntInsn(int opcode, int operand) {
                if (opcode == Opcodes.NEWARRAY) {
                    refuseArray();
                }
            }

            @Override
            public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
                refuseArray();
            }

            @Override
            public void visitTypeInsn(int opcode, String type) {
                if (opcode == Opcodes.ANEWARRAY && strict) {
                    refuseArray();
                }
                if (opcode == Opcodes.NEW && strict) {
                    problems.add(method + " creates a " + type + ", which is not allowed.");
                }
            }

            private void refuseArray() {
                problems.add(method + " allocates an array, which is not allowed.");
            }
        }
    }
}
