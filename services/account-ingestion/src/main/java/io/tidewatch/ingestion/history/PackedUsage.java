package io.tidewatch.ingestion.history;

import io.tidewatch.ingestion.history.AccountUsage.Names;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The form in which the usage of an account is kept in one value: some 6 bytes per row instead of the 48 of a table's row. A byte says
 * which form it is. Then come the names of users and of features (how many; of each the distance of its number from the one before, its
 * length in UTF-8, and its text), and the rows (how many; of each the distance of its day from the one before, the place of its user,
 * of its feature, its count and its duration). All numbers have 7 bits in a byte, the lowest ones first, and a high bit while there are more.
 * What may be unknown is one greater, and 0 if it is.
 */
final class PackedUsage {

    private static final byte FORM = 1;

    private PackedUsage() {}

    /** Packs rows. */
    static byte[] pack(AccountUsage usage) {
        Packing packing = new Packing();
        packing.write(FORM);
        packing.names(usage.userNames());
        packing.names(usage.featureNames());
        packing.number(usage.size());
        int day = 0;
        for (int row = 0; row < usage.size(); row++) {
            // Only the first day may lie before the one before it, which is that of 1970-01-01.
            packing.number(row == 0 ? zigzag(usage.days()[row]) : usage.days()[row] - day);
            packing.orUnknown(usage.users()[row]);
            packing.number(usage.features()[row]);
            packing.number(usage.counts()[row]);
            packing.orUnknown(usage.seconds()[row]);
            day = usage.days()[row];
        }
        return packing.toByteArray();
    }

    /**
     * Unpacks what was packed.
     *
     * @throws IllegalArgumentException when it is in another form
     */
    static AccountUsage unpack(byte[] content) {
        Unpacking unpacking = new Unpacking(content);
        Names users = unpacking.names();
        Names features = unpacking.names();
        int size = (int) unpacking.number();
        AccountUsage usage = new AccountUsage(
                users, features, new int[size], new int[size], new int[size], new int[size], new int[size]);
        int day = 0;
        for (int row = 0; row < size; row++) {
            long distance = unpacking.number();
            day = row == 0 ? unzigzag(distance) : day + (int) distance;
            usage.days()[row] = day;
            usage.users()[row] = unpacking.orUnknown();
            usage.features()[row] = (int) unpacking.number();
            usage.counts()[row] = (int) unpacking.number();
            usage.seconds()[row] = unpacking.orUnknown();
        }
        return usage;
    }

    private static long zigzag(int number) {
        return (number << 1 ^ number >> 31) & 0xFFFF_FFFFL;
    }

    private static int unzigzag(long number) {
        return (int) (number >>> 1) ^ -(int) (number & 1);
    }

    private static final class Packing extends ByteArrayOutputStream {

        void number(long value) {
            long rest = value;
            while (rest > 0x7F) {
                write((int) (rest & 0x7F | 0x80));
                rest >>>= 7;
            }
            write((int) rest);
        }

        void orUnknown(int value) {
            number(value == AccountUsage.UNKNOWN ? 0 : value + 1L);
        }

        void names(Names names) {
            number(names.numbers().length);
            int before = 0;
            for (int i = 0; i < names.numbers().length; i++) {
                number(names.numbers()[i] - before);
                before = names.numbers()[i];
                byte[] text = names.texts()[i].getBytes(StandardCharsets.UTF_8);
                number(text.length);
                writeBytes(text);
            }
        }
    }

    private static final class Unpacking {
        private final byte[] content;
        private int at = 1;

        Unpacking(byte[] content) {
            if (content[0] != FORM) {
                throw new IllegalArgumentException("Packed usage has the unknown form " + content[0]);
            }
            this.content = content;
        }

        long number() {
            byte next = content[at++];
            long value = next & 0x7F;
            for (int shift = 7; next < 0; shift += 7) {
                next = content[at++];
                value |= (long) (next & 0x7F) << shift;
            }
            return value;
        }

        int orUnknown() {
            long value = number();
            return value == 0 ? AccountUsage.UNKNOWN : (int) (value - 1);
        }

        Names names() {
            Names names;
            int count = (int) number();
            names = new Names(new int[count], new String[count]);
            int before = 0;
            for (int i = 0; i < count; i++) {
                before += (int) number();
                names.numbers()[i] = before;
                int length = (int) number();
                names.texts()[i] = new String(content, at, length, StandardCharsets.UTF_8);
                at += length;
            }
            return names;
        }
    }
}
