package io.tidewatch.rule.compile;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Changes class files at random: names and references of the constant pool, the class that is extended, and any byte. */
final class ClassMutations {
    /** Names of classes, members and descriptors that rules have no business with. */
    private static final List<String> NAMES = List.of(
            "java/lang/Runtime",
            "java/lang/System",
            "java/lang/Class",
            "java/lang/Thread",
            "java/lang/ClassLoader",
            "java/lang/Object",
            "java/lang/ProcessBuilder",
            "java/nio/file/Files",
            "java/lang/reflect/Method",
            "java/lang/invoke/MethodHandles",
            "sun/misc/Unsafe",
            "io/tidewatch/rule/compile/HostileRulesTest",
            "getRuntime",
            "exit",
            "exec",
            "getClass",
            "forName",
            "wait",
            "notifyAll",
            "finalize",
            "invoke",
            "sleep",
            "mark",
            "<init>",
            "<clinit>",
            "test",
            "apply",
            "execute",
            "getArr",
            "getSegment",
            "holds",
            "number",
            "text",
            "()V",
            "(I)V",
            "(J)V",
            "()Ljava/lang/Runtime;",
            "()Ljava/lang/Class;",
            "()D",
            "()Z",
            "(I)D",
            "(Ljava/lang/String;)Ljava/lang/Class;",
            "(Ljava/lang/Object;)Z",
            "[[[I",
            "I",
            "Z",
            "Code",
            "Exceptions",
            "NestHost",
            "BootstrapMethods",
            "ConstantValue",
            "StackMapTable",
            "Unknown");

    private static final int MOST_BYTES_CHANGED = 3;

    private final Random random;

    ClassMutations(Random random) {
        this.random = random;
    }

    /** The class file with a change. */
    byte[] of(byte[] file) {
        return switch (random.nextInt(8)) {
            case 0 -> Arrays.copyOf(file, random.nextInt(file.length));
            case 1 -> anyBytes(file);
            case 2 -> superClass(file);
            case 3, 4 -> reference(file);
            case 5 -> code(file);
            default -> name(file);
        };
    }

    private byte[] anyBytes(byte[] file) {
        byte[] changed = file.clone();
        for (int left = 1 + random.nextInt(MOST_BYTES_CHANGED); left > 0; left--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        return changed;
    }

    /** A byte behind the constant pool: most of those are instructions. */
    private byte[] code(byte[] file) {
        byte[] changed = file.clone();
        int end = offsets(file).getLast();
        changed[end + random.nextInt(file.length - end)] = (byte) random.nextInt(256);
        return changed;
    }

    private byte[] superClass(byte[] file) {
        byte[] changed = file.clone();
        List<Integer> offsets = offsets(file);
        List<Integer> classes = indexes(file, offsets, 7);
        ByteBuffer.wrap(changed).putShort(offsets.getLast() + 4, one(classes).shortValue());
        return changed;
    }

    /** Half of a reference is that of another one: the class, or the name and descriptor. */
    private byte[] reference(byte[] file) {
        List<Integer> offsets = offsets(file);
        List<Integer> references = new ArrayList<>(indexes(file, offsets, 10));
        references.addAll(indexes(file, offsets, 9));
        references.addAll(indexes(file, offsets, 12));
        if (references.isEmpty()) {
            return anyBytes(file);
        }
        int at = offsets.get(one(references));
        int from = offsets.get(one(indexes(file, offsets, file[at])));
        int half = random.nextBoolean() ? 1 : 3;
        byte[] changed = file.clone();
        System.arraycopy(file, from + half, changed, at + half, 2);
        return changed;
    }

    private byte[] name(byte[] file) {
        List<Integer> offsets = offsets(file);
        int index = one(indexes(file, offsets, 1));
        int at = offsets.get(index);
        int length = ByteBuffer.wrap(file).getShort(at + 1);
        byte[] name = one(NAMES).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(changed)) {
            out.write(file, 0, at + 1);
            out.writeShort(name.length);
            out.write(name);
            out.write(file, at + 3 + length, file.length - at - 3 - length);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return changed.toByteArray();
    }

    private <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static List<Integer> indexes(byte[] file, List<Integer> offsets, int tag) {
        List<Integer> found = new ArrayList<>();
        for (int index = 1; index < offsets.size() - 1; index++) {
            if (offsets.get(index) > 0 && file[offsets.get(index)] == tag) {
                found.add(index);
            }
        }
        return found;
    }

    /** Where each constant begins, by its number; 0 where there is none. The last one is where the constants end. */
    private static List<Integer> offsets(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        List<Integer> offsets = new ArrayList<>(List.of(0));
        int count = bytes.getShort(8) & 0xFFFF;
        int at = 10;
        while (offsets.size() < count) {
            offsets.add(at);
            switch (file[at]) {
                case 1 -> at += 3 + (bytes.getShort(at + 1) & 0xFFFF);
                case 5, 6 -> {
                    offsets.add(0);
                    at += 9;
                }
                case 7, 8, 16, 19, 20 -> at += 3;
                case 15 -> at += 4;
                default -> at += 5;
            }
        }
        offsets.add(at);
        return offsets;
    }
}
