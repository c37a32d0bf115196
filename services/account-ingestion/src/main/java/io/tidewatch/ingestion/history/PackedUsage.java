package io.tidewatch.ingestion.history;

import io.tidewatch.ingestion.history.AccountUsage.Names;
import io.tidewatch.ingestion.packing.ByteReader;
import io.tidewatch.ingestion.packing.ByteWriter;

/**
 * The form in which the usage of an account is kept in one value, some 6 bytes per row: the names of users and of features (how many; of each
 * the distance of its number from the one before, and its text), and the rows (how many; of each the distance of its day from the one
 * before, the place of its user, of its feature, its count and its duration). What may be unknown is one greater, and 0 if it is.
 */
final class PackedUsage {

    private static final byte FORM = 1;

    private PackedUsage() {}

    /** Packs rows. */
    static byte[] pack(AccountUsage usage) {
        ByteWriter to = new ByteWriter(FORM);
        write(usage.userNames(), to);
        write(usage.featureNames(), to);
        to.unsigned(usage.size());
        int day = 0;
        for (int row = 0; row < usage.size(); row++) {
            to.signed(usage.days()[row] - day);
            day = usage.days()[row];
            to.unsigned(orUnknown(usage.users()[row]));
            to.unsigned(usage.features()[row]);
            to.unsigned(usage.counts()[row]);
            to.unsigned(orUnknown(usage.seconds()[row]));
        }
        return to.written();
    }

    private static void write(Names names, ByteWriter to) {
        to.unsigned(names.numbers().length);
        int number = 0;
        for (int place = 0; place < names.numbers().length; place++) {
            to.unsigned(names.numbers()[place] - number);
            number = names.numbers()[place];
            to.text(names.texts()[place]);
        }
    }

    private static long orUnknown(int value) {
        return value == AccountUsage.UNKNOWN ? 0 : value + 1L;
    }

    /**
     * Unpacks what was packed.
     *
     * @throws IllegalStateException when it is in another form
     */
    static AccountUsage unpack(byte[] content) {
        ByteReader from = new ByteReader(FORM, content);
        Names users = names(from);
        Names features = names(from);
        int size = (int) from.unsigned();
        AccountUsage usage = new AccountUsage(
                users, features, new int[size], new int[size], new int[size], new int[size], new int[size]);
        int day = 0;
        for (int row = 0; row < size; row++) {
            day += (int) from.signed();
            usage.days()[row] = day;
            usage.users()[row] = orUnknown(from.unsigned());
            usage.features()[row] = (int) from.unsigned();
            usage.counts()[row] = (int) from.unsigned();
            usage.seconds()[row] = orUnknown(from.unsigned());
        }
        return usage;
    }

    private static Names names(ByteReader from) {
        int count = (int) from.unsigned();
        Names names = new Names(new int[count], new String[count]);
        int number = 0;
        for (int place = 0; place < count; place++) {
            number += (int) from.unsigned();
            names.numbers()[place] = number;
            names.texts()[place] = from.text();
        }
        return names;
    }

    private static int orUnknown(long packed) {
        return packed == 0 ? AccountUsage.UNKNOWN : (int) (packed - 1);
    }
}
