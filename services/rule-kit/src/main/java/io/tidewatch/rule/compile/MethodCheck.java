package io.tidewatch.rule.compile;

import java.util.HashSet;
import java.util.Set;
import org.objectweb.asm.Attribute;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Looks at the instructions of one method of a compiled bundle, see {@link ClassFileVisitor}. */
final class MethodCheck extends MethodVisitor {
    /** What is not among them takes locks, allocates arrays of numbers, tests types or jumps through a variable. */
    private static final Set<Integer> INSTRUCTIONS = Set.of(
            Opcodes.ICONST_M1,
            Opcodes.ICONST_0,
            Opcodes.ICONST_1,
            Opcodes.ICONST_2,
            Opcodes.ICONST_3,
            Opcodes.ICONST_4,
            Opcodes.ICONST_5,
            Opcodes.DCONST_0,
            Opcodes.DCONST_1,
            Opcodes.BIPUSH,
            Opcodes.SIPUSH,
            Opcodes.ILOAD,
            Opcodes.DLOAD,
            Opcodes.ALOAD,
            Opcodes.ISTORE,
            Opcodes.ASTORE,
            Opcodes.AASTORE,
            Opcodes.POP,
            Opcodes.DUP,
            Opcodes.DADD,
            Opcodes.DSUB,
            Opcodes.DMUL,
            Opcodes.IFEQ,
            Opcodes.IFNE,
            Opcodes.GOTO,
            Opcodes.LOOKUPSWITCH,
            Opcodes.IRETURN,
            Opcodes.DRETURN,
            Opcodes.ARETURN,
            Opcodes.RETURN,
            Opcodes.GETSTATIC,
            Opcodes.PUTSTATIC,
            Opcodes.GETFIELD,
            Opcodes.PUTFIELD,
            Opcodes.INVOKEVIRTUAL,
            Opcodes.INVOKESPECIAL,
            Opcodes.INVOKESTATIC,
            Opcodes.INVOKEINTERFACE,
            Opcodes.NEW,
            Opcodes.ANEWARRAY,
            Opcodes.ARRAYLENGTH,
            Opcodes.ATHROW,
            Opcodes.CHECKCAST);

    private static final String CONCATENATION = "java/lang/invoke/StringConcatFactory.makeConcatWithConstants"
            + "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;"
            + "Ljava/lang/String;[Ljava/lang/Object;)Ljava/lang/invoke/CallSite;";

    private final ClassFileVisitor of;
    private final String method;
    private final String section;
    private final boolean initialiser;
    private final Set<Object> labels = new HashSet<>();

    /**
     * A visitor.
     *
     * @param section of {@link AllowedUses}
     * @param initialiser whether it is a constructor or the initialiser of its class, which may write fields
     */
    MethodCheck(ClassFileVisitor of, String method, String section, boolean initialiser) {
        super(Opcodes.ASM9);
        this.of = of;
        this.method = method;
        this.section = section;
        this.initialiser = initialiser;
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean onInterface) {
        instruction(opcode);
        if (name.startsWith("<") && opcode != Opcodes.INVOKESPECIAL) {
            of.refuse(method + " calls " + name + " as no constructor is called, which is not allowed.");
        }
        of.member(section, "call", owner, name + descriptor, method);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
        instruction(opcode);
        boolean writes = opcode == Opcodes.PUTFIELD || opcode == Opcodes.PUTSTATIC;
        if (!writes) {
            of.member(section, "read", owner, name + " " + descriptor, method);
        } else if (!initialiser || !owner.equals(of.className())) {
            of.refuse(method + " writes the field " + owner + "." + name + ", which is not allowed.");
        }
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
        instruction(opcode);
        String verb =
                switch (opcode) {
                    case Opcodes.NEW -> "new";
                    case Opcodes.ANEWARRAY -> "array";
                    case Opcodes.CHECKCAST -> "cast";
                    default -> "test";
                };
        of.type(section, verb, type, method);
    }

    @Override
    public void visitLdcInsn(Object constant) {
        switch (constant) {
            case Type type
            when type.getSort() == Type.OBJECT || type.getSort() == Type.ARRAY ->
                of.type(section, "class", type.getInternalName(), method);
            case Integer number -> {}
            case Double number -> {}
            case String text -> {}
            default -> of.refuse(method + " has the constant " + constant + ", which is not allowed.");
        }
    }

    @Override
    public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
        String called = bootstrap.getOwner() + "." + bootstrap.getName() + bootstrap.getDesc();
        boolean concatenation = bootstrap.getTag() == Opcodes.H_INVOKESTATIC
                && called.equals(CONCATENATION)
                && arguments.length == 1
                && arguments[0] instanceof String;
        if (!concatenation) {
            of.refuse(method + " uses invokedynamic " + called + ", which is not allowed.");
        }
        of.concatenation(section, method);
    }

    @Override
    public void visitInsn(int opcode) {
        instruction(opcode);
    }

    @Override
    public void visitIntInsn(int opcode, int operand) {
        instruction(opcode);
    }

    @Override
    public void visitVarInsn(int opcode, int variable) {
        instruction(opcode);
    }

    @Override
    public void visitIincInsn(int variable, int increment) {
        instruction(Opcodes.IINC);
    }

    @Override
    public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
        instruction(Opcodes.MULTIANEWARRAY);
    }

    @Override
    public void visitAttribute(Attribute attribute) {
        of.refuse(method + " has the attribute " + attribute.type + ", which is not allowed.");
    }

    private void instruction(int opcode) {
        if (!INSTRUCTIONS.contains(opcode)) {
            of.refuse(method + " has the instruction " + opcode + ", which is not allowed.");
        }
    }

    @Override
    public void visitTryCatchBlock(Label start, Label end, Label handler, String type) {
        of.refuse(method + " catches exceptions, which is not allowed.");
    }

    @Override
    public void visitLabel(Label label) {
        labels.add(label);
    }

    @Override
    public void visitJumpInsn(int opcode, Label target) {
        instruction(opcode);
        refuseBackward(target);
    }

    @Override
    public void visitTableSwitchInsn(int least, int most, Label otherwise, Label... targets) {
        instruction(Opcodes.TABLESWITCH);
        refuseBackward(otherwise);
        for (Label target : targets) {
            refuseBackward(target);
        }
    }

    @Override
    public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] targets) {
        instruction(Opcodes.LOOKUPSWITCH);
        refuseBackward(otherwise);
        for (Label target : targets) {
            refuseBackward(target);
        }
    }

    private void refuseBackward(Label target) {
        if (labels.contains(target)) {
            of.refuse(method + " jumps backward: loops are not allowed.");
        }
    }
}
