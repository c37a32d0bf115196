package io.tidewatch.benchmarks.base;

import java.time.LocalDate;
import java.util.stream.IntStream;

/**
 * How many accounts of the same outcome come before an account, so that each account can be made by itself and still
 * takes the next of the evenly spread {@link Ranks}. Keeps a byte per account, and sums for every 256 of them.
 */
final class Places {

    private static final int BLOCK = 256;
    private static final int GROUPS = 4;

    private final byte[] groups;
    private final int[] sums;

    /** Of the accounts of a base. Takes about a microsecond per account and thread. */
    Places(BaseSettings base) {
        this.groups = new byte[base.accounts() + 1];
        IntStream.rangeClosed(1, base.accounts())
                .parallel()
                .forEach(number -> groups[number] =
                        groupsOf(base, Prospect.of(base, number).contract()));
        this.sums = new int[(groups.length / BLOCK + 1) * GROUPS];
        int[] sum = new int[GROUPS];
        for (int number = 0; number < groups.length; number++) {
            if (number % BLOCK == 0) {
                System.arraycopy(sum, 0, sums, number / BLOCK * GROUPS, GROUPS);
            }
            for (int group = 0; group < GROUPS; group++) {
                sum[group] += groups[number] >> group & 1;
            }
        }
    }

    /** How many accounts with a smaller number are in a group. */
    int before(int number, int group) {
        int block = number / BLOCK;
        int sum = sums[block * GROUPS + group];
        for (int other = block * BLOCK; other < number; other++) {
            sum += groups[other] >> group & 1;
        }
        return sum;
    }

    private static byte groupsOf(BaseSettings base, Contract contract) {
        int bits = 0;
        for (int observation = 0; observation < 2; observation++) {
            LocalDate day = observation == 0 ? AccountSource.earlierDay(base) : base.day();
            if (contract.paidOn(day) != null) {
                bits |= 1 << Ranks.group(observation, Observation.leaves(contract, day));
            }
        }
        return (byte) bits;
    }
}
