package io.tidewatch.rule.compile;

import java.util.Set;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.Attribute;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.ModuleVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.RecordComponentVisitor;
import org.objectweb.asm.Type;

/**
 * Looks at one class of a compiled bundle: whatever it extends, implements, calls, reads, creates or names must be a class of
 * the bundle itself or stand in {@code allowed-members.txt}.
 */
final class ClassFileVisitor extends ClassVisitor {
    /** The methods of a lambda in which the text of a rule ends up. */
    private static final Set<String> RULE_TEXT = Set.of("test", "apply", "execute");

    private static final int METHOD_FLAGS = Opcodes.ACC_PUBLIC
            | Opcodes.ACC_PRIVATE
            | Opcodes.ACC_PROTECTED
            | Opcodes.ACC_STATIC
            | Opcodes.ACC_FINAL
            | Opcodes.ACC_BRIDGE
            | Opcodes.ACC_VARARGS
            | Opcodes.ACC_SYNTHETIC;

    private final GeneratedClass generated;
    private final ClassFileCheck check;

    ClassFileVisitor(GeneratedClass generated, ClassFileCheck check) {
        super(Opcodes.ASM9);
        this.generated = generated;
        this.check = check;
    }

    @Override
    public void visit(int version, int access, String name, String signature, String superName, String[] interfaces) {
        check.require(generated.kind().name(), "extends " + superName, name);
        for (String implemented : interfaces) {
            check.require(generated.kind().name(), "implements " + implemented, name);
        }
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, String signature, String[] exceptions) {
        String method = generated.name() + "." + name + descriptor;
        // Bits from 0x10000 on are notes of the reader.
        if ((access & 0xFFFF & ~METHOD_FLAGS) != 0) {
            check.refuse(method + " is synchronized, native or of an unknown kind, which is not allowed.");
        }
        boolean ruleText = generated.kind() == ClassKind.LAMBDA && RULE_TEXT.contains(name);
        String section = ruleText ? AllowedUses.RULE_TEXT : generated.kind().name();
        return new MethodCheck(this, method, section, name.endsWith("init>"));
    }

    @Override
    public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
        return new FieldVisitor(Opcodes.ASM9) {
            @Override
            public void visitAttribute(Attribute attribute) {
                ClassFileVisitor.this.visitAttribute(attribute);
            }
        };
    }

    @Override
    public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
        check.require(generated.kind().name(), "annotation " + descriptor, generated.name());
        return null;
    }

    @Override
    public void visitNestHost(String host) {
        requireOwn(host);
    }

    @Override
    public void visitNestMember(String member) {
        requireOwn(member);
    }

    @Override
    public void visitPermittedSubclass(String permitted) {
        requireOwn(permitted);
    }

    @Override
    public RecordComponentVisitor visitRecordComponent(String name, String descriptor, String signature) {
        check.refuse(generated.name() + " is a record, which is not allowed.");
        return null;
    }

    @Override
    public ModuleVisitor visitModule(String name, int access, String version) {
        check.refuse(generated.name() + " is a module, which is not allowed.");
        return null;
    }

    @Override
    public void visitAttribute(Attribute attribute) {
        check.refuse(generated.name() + " has the attribute " + attribute.type + ", which is not allowed.");
    }

    private void requireOwn(String className) {
        if (check.own(className) == null) {
            check.refuse(generated.name() + " is in one nest with " + className + ", which is not allowed.");
        }
    }

    /** Name of the class that is looked at. */
    String className() {
        return generated.name();
    }

    void refuse(String problem) {
        check.refuse(problem);
    }

    /** Texts that a method puts together. */
    void concatenation(String section, String by) {
        check.require(section, "concatenation", by);
    }

    /**
     * A class that a method names. An array of a class is as good as the class.
     *
     * @param verb {@code new}, {@code cast}, {@code test}, {@code array} or {@code class}
     */
    void type(String section, String verb, String className, String by) {
        Type type = Type.getObjectType(className);
        String element = type.getSort() == Type.ARRAY ? type.getElementType().getInternalName() : className;
        GeneratedClass own = check.own(element);
        check.require(section, verb + " " + (own == null ? element : own.kind()), by);
    }

    /**
     * A member that a method uses. One that a class of the bundle inherits is looked up as the member of the class that it
     * extends: otherwise the name of the class would hide, for example, {@code Object.wait()}.
     *
     * @param verb {@code call} or {@code read}
     * @param member name and descriptor
     */
    void member(String section, String verb, String owner, String member, String by) {
        GeneratedClass own = check.own(owner);
        if (own == null) {
            check.require(section, verb + " " + owner + "." + member, by);
        } else if (own.members().contains(member)) {
            String whose =
                    owner.equals(generated.name()) ? "its own" : own.kind().name();
            check.require(section, verb + " " + whose, by);
            if (verb.equals("call")) {
                check.called(by, owner + "." + member);
            }
        } else {
            check.require(section, verb + " " + own.reader().getSuperName() + "." + member, by);
        }
    }
}
