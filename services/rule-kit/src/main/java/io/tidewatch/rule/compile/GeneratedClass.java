package io.tidewatch.rule.compile;

import java.util.HashSet;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * A class file before it is checked.
 *
 * @param kind null when rules have no class of that name
 * @param members its fields, {@code name descriptor}, and methods, {@code name(descriptor)}
 */
record GeneratedClass(ClassReader reader, ClassKind kind, Set<String> members) {
    /**
     * Reads a class file.
     *
     * @throws RuntimeException of many kinds when the bytes are not a class file
     */
    static GeneratedClass read(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        Set<String> members = new HashSet<>();
        reader.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public FieldVisitor visitField(
                            int access, String name, String descriptor, String signature, Object value) {
                        members.add(name + " " + descriptor);
                        return null;
                    }

                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        members.add(name + descriptor);
                        return null;
                    }
                },
                ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return new GeneratedClass(reader, ClassKind.of(reader.getClassName()), members);
    }

    /** Its internal name. */
    String name() {
        return reader.getClassName();
    }
}
