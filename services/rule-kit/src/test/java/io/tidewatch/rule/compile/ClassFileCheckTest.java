package io.tidewatch.rule.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.Attribute;
import org.objectweb.asm.ByteVector;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Class files that no rule could have become, as if the first layer had a hole and the compiler had done as it was asked. */
class ClassFileCheckTest {
    private static final String ACCOUNT = "rules/Account.class";
    private static final Handle BOOTSTRAP = new Handle(
            Opcodes.H_INVOKESTATIC,
            "java/lang/invoke/StringConcatFactory",
            "makeConcatWithConstants",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;"
                    + "Ljava/lang/String;[Ljava/lang/Object;)Ljava/lang/invoke/CallSite;",
            false);

    private final Map<String, byte[]> classes = new TreeMap<>(CompiledClasses.OF_SOME_RULES);

    @Test
    void whatHarmlessRulesBecomeIsAllowed() {
        assertThat(ClassFileCheck.check(CompiledClasses.OF_HARMLESS_RULES)).isEmpty();
        assertThat(ClassFileCheck.check(CompiledClasses.OF_THE_PORTFOLIO)).isEmpty();
    }

    static Stream<Arguments> hostileInstructions() {
        return Stream.of(
                hostile("getClass()Ljava/lang/Class;", code -> {
                    code.visitVarInsn(Opcodes.ALOAD, 1);
                    code.visitMethodInsn(
                            Opcodes.INVOKEVIRTUAL, "rules/Account", "getClass", "()Ljava/lang/Class;", false);
                    code.visitInsn(Opcodes.POP);
                }),
                hostile("call java/lang/Runtime.getRuntime()Ljava/lang/Runtime;", code -> {
                    code.visitMethodInsn(
                            Opcodes.INVOKESTATIC, "java/lang/Runtime", "getRuntime", "()Ljava/lang/Runtime;", false);
                    code.visitInsn(Opcodes.POP);
                }),
                hostile("valueOf(Ljava/lang/String;)", code -> {
                    code.visitLdcInsn("1");
                    code.visitMethodInsn(
                            Opcodes.INVOKESTATIC,
                            "java/lang/Double",
                            "valueOf",
                            "(Ljava/lang/String;)Ljava/lang/Double;",
                            false);
                    code.visitInsn(Opcodes.POP);
                }),
                hostile("class java/lang/Thread", code -> {
                    code.visitLdcInsn(Type.getObjectType("java/lang/Thread"));
                    code.visitInsn(Opcodes.POP);
                }),
                hostile("has the constant", code -> {
                    code.visitLdcInsn(new ConstantDynamic("x", "I", BOOTSTRAP, "x"));
                    code.visitInsn(Opcodes.POP);
                }),
                hostile("has the constant", code -> {
                    code.visitLdcInsn(BOOTSTRAP);
                    code.visitInsn(Opcodes.POP);
                }),
                hostile("concatenation", code -> {
                    code.visitInvokeDynamicInsn("x", "()Ljava/lang/String;", BOOTSTRAP, "x");
                    code.visitInsn(Opcodes.POP);
                }),
                hostile("new io/tidewatch/rule/compile/HostileRulesTest$Early", code -> {
                    code.visitTypeInsn(Opcodes.NEW, "io/tidewatch/rule/compile/HostileRulesTest$Early");
                    code.visitInsn(Opcodes.POP);
                }),
                hostile("cast java/lang/Runnable", code -> {
                    code.visitVarInsn(Opcodes.ALOAD, 0);
                    code.visitTypeInsn(Opcodes.CHECKCAST, "java/lang/Runnable");
                    code.visitInsn(Opcodes.POP);
                }),
                hostile("array java/lang/Object", code -> {
                    code.visitInsn(Opcodes.ICONST_1);
                    code.visitTypeInsn(Opcodes.ANEWARRAY, "java/lang/Object");
                    code.visitInsn(Opcodes.POP);
                }),
                hostile("has the instruction 188", code -> {
                    code.visitInsn(Opcodes.ICONST_1);
                    code.visitIntInsn(Opcodes.NEWARRAY, Opcodes.T_LONG);
                    code.visitInsn(Opcodes.POP);
                }),
                hostile("has the instruction 194", code -> {
                    code.visitVarInsn(Opcodes.ALOAD, 1);
                    code.visitInsn(Opcodes.MONITORENTER);
                }),
                hostile("writes the field", code -> {
                    code.visitInsn(Opcodes.ACONST_NULL);
                    code.visitFieldInsn(Opcodes.PUTSTATIC, "java/lang/Boolean", "TYPE", "Ljava/lang/Class;");
                }),
                hostile("jumps backward", code -> {
                    Label again = new Label();
                    code.visitLabel(again);
                    code.visitJumpInsn(Opcodes.GOTO, again);
                }),
                hostile("as no constructor is called", code -> {
                    code.visitVarInsn(Opcodes.ALOAD, 1);
                    code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "rules/Account", "<init>", "()V", false);
                }),
                hostile("catches exceptions", code -> {
                    Label begin = new Label();
                    Label end = new Label();
                    code.visitLabel(begin);
                    code.visitInsn(Opcodes.NOP);
                    code.visitLabel(end);
                    code.visitTryCatchBlock(begin, end, end, null);
                }));
    }

    private static Arguments hostile(String refusal, Consumer<MethodVisitor> code) {
        return arguments(refusal, code);
    }

    @ParameterizedTest
    @MethodSource("hostileInstructions")
    void aConditionThatDoesMoreThanCompareIsRefused(String refusal, Consumer<MethodVisitor> code) {
        change(condition(), writer -> new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public MethodVisitor visitMethod(
                    int access, String name, String descriptor, String signature, String[] exceptions) {
                MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
                return !name.equals("test")
                        ? method
                        : new MethodVisitor(Opcodes.ASM9, method) {
                            @Override
                            public void visitCode() {
                                super.visitCode();
                                code.accept(mv);
                            }
                        };
            }
        });
        assertRefused(refusal);
    }

    @Test
    void aFactThatExtendsAnotherClassIsRefused() {
        change(ACCOUNT, writer -> withHeader(writer, "java/lang/ClassLoader", new String[0]));
        assertRefused("extends java/lang/ClassLoader");
    }

    @Test
    void aFactThatIsSomethingElseTooIsRefused() {
        change(
                ACCOUNT,
                writer -> withHeader(
                        writer, "io/tidewatch/rule/fact/AccountFact", new String[] {"java/lang/AutoCloseable"}));
        assertRefused("implements java/lang/AutoCloseable");
    }

    @Test
    void aClassThatHidesBehindTheNameOfAnotherFileIsRefused() {
        classes.put("rules/Zccount.class", CompiledClasses.OF_SOME_RULES.get(ACCOUNT));
        assertRefused("The class file rules/Zccount.class has the class rules/Account");
    }

    @Test
    void aClassOfAnotherNameIsRefused() {
        ClassWriter other = new ClassWriter(0);
        other.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, "rules/Helper", null, "java/lang/Object", new String[0]);
        classes.put("rules/Helper.class", other.toByteArray());
        assertRefused("rules define no classes");
    }

    @Test
    void bytesThatAreNoClassFileAreRefused() {
        classes.put(ACCOUNT, Arrays.copyOf(CompiledClasses.OF_SOME_RULES.get(ACCOUNT), 40));
        assertRefused("is not valid");
    }

    /** The instruction that would use it may stand where this check does not look. */
    @Test
    void aConstantThatRunsCodeIsRefusedEvenIfNoInstructionNamesIt() {
        ClassReader reader = new ClassReader(CompiledClasses.OF_SOME_RULES.get(ACCOUNT));
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(writer, 0);
        writer.newConstantDynamic("x", "I", BOOTSTRAP, "x");
        classes.put(ACCOUNT, writer.toByteArray());
        assertRefused("has a constant of the kind 17");
    }

    /** What is not known may be read in another way by somebody else. */
    @Test
    void anAttributeThatNobodyKnowsIsRefusedOnAClassAMemberAndItsCode() {
        for (String place : List.of("class", "field", "method", "code")) {
            classes.putAll(CompiledClasses.OF_SOME_RULES);
            change(condition(), writer -> withAttribute(writer, place));
            assertRefused("has the attribute Unknown");
        }
    }

    private static ClassVisitor withAttribute(ClassVisitor writer, String place) {
        return new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public void visitEnd() {
                if (place.equals("class")) {
                    visitAttribute(new Unknown(false));
                }
                super.visitEnd();
            }

            @Override
            public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
                FieldVisitor field = super.visitField(access, name, descriptor, signature, value);
                if (place.equals("field")) {
                    field.visitAttribute(new Unknown(false));
                }
                return field;
            }

            @Override
            public MethodVisitor visitMethod(
                    int access, String name, String descriptor, String signature, String[] exceptions) {
                MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
                if (place.equals("method") || place.equals("code")) {
                    method.visitAttribute(new Unknown(place.equals("code")));
                }
                return method;
            }
        };
    }

    private static final class Unknown extends Attribute {
        private final boolean ofCode;

        private Unknown(boolean ofCode) {
            super("Unknown");
            this.ofCode = ofCode;
        }

        @Override
        public boolean isCodeAttribute() {
            return ofCode;
        }

        @Override
        protected ByteVector write(ClassWriter writer, byte[] code, int length, int stack, int locals) {
            return new ByteVector();
        }
    }

    @Test
    void textsArePutTogetherOfNothingButTexts() {
        String metadata = CompiledClasses.OF_SOME_RULES.keySet().stream()
                .filter(file -> file.contains("_Metadata"))
                .findFirst()
                .orElseThrow();
        change(metadata, writer -> new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public MethodVisitor visitMethod(
                    int access, String name, String descriptor, String signature, String[] exceptions) {
                MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
                return new MethodVisitor(Opcodes.ASM9, method) {
                    @Override
                    public void visitInvokeDynamicInsn(
                            String called, String type, Handle bootstrap, Object... arguments) {
                        super.visitInvokeDynamicInsn(called, type, bootstrap, arguments[0], BOOTSTRAP);
                    }
                };
            }
        });
        assertRefused("uses invokedynamic");
    }

    @Test
    void aRuleThatCallsItselfIsRefused() {
        String condition = condition();
        String name = condition.replace(".class", "");
        change(condition, writer -> new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public MethodVisitor visitMethod(
                    int access, String called, String descriptor, String signature, String[] exceptions) {
                MethodVisitor method = super.visitMethod(access, called, descriptor, signature, exceptions);
                boolean own = called.equals("test") && descriptor.equals("(Lrules/Account;)Z");
                return !own
                        ? method
                        : new MethodVisitor(Opcodes.ASM9, method) {
                            @Override
                            public void visitCode() {
                                super.visitCode();
                                visitVarInsn(Opcodes.ALOAD, 0);
                                visitVarInsn(Opcodes.ALOAD, 1);
                                visitMethodInsn(Opcodes.INVOKEVIRTUAL, name, "test", descriptor, false);
                                visitInsn(Opcodes.POP);
                            }
                        };
            }
        });
        assertRefused("calls itself");
    }

    private static String condition() {
        return CompiledClasses.OF_SOME_RULES.keySet().stream()
                .filter(file -> file.contains("LambdaPredicate"))
                .filter(file -> new String(
                                CompiledClasses.OF_SOME_RULES.get(file), java.nio.charset.StandardCharsets.ISO_8859_1)
                        .contains("(Lrules/Account;)Z"))
                .findFirst()
                .orElseThrow();
    }

    private static ClassVisitor withHeader(ClassVisitor writer, String superName, String[] interfaces) {
        return new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public void visit(int version, int access, String name, String signature, String before, String[] none) {
                super.visit(version, access, name, null, superName, interfaces);
            }
        };
    }

    private void change(String file, UnaryOperator<ClassVisitor> change) {
        ClassReader reader = new ClassReader(CompiledClasses.OF_SOME_RULES.get(file));
        ClassWriter writer = new ClassWriter(0);
        reader.accept(change.apply(writer), ClassReader.SKIP_FRAMES);
        classes.put(file, writer.toByteArray());
    }

    private void assertRefused(String words) {
        assertThat(ClassFileCheck.check(classes))
                .anySatisfy(problem -> assertThat(problem).contains(words));
    }
}
