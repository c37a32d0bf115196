package io.tidewatch.metric.history;

import java.util.Arrays;

/** Numbers for the records of a kind that other records refer to: those that are there come first, in their order. */
final class References {
    /** Places of {@link #codes}, each one greater, found by their codes; 0 where there is none. Twice as many as codes at least. */
    private int[] places = new int[16];

    private int[] codes = new int[8];
    private int size;

    /** The number of an id, given by its number in the dictionary; a new one if need be. */
    int number(int code) {
        int slot = slot(code);
        if (places[slot] == 0) {
            if (size == codes.length) {
                grow();
                slot = slot(code);
            }
            codes[size++] = code;
            places[slot] = size;
        }
        return places[slot] - 1;
    }

    private int slot(int code) {
        // The upper bits of the product: numbers of one account lie close together.
        int slot = code * 0x9E3779B9 >>> Integer.numberOfLeadingZeros(places.length - 1);
        while (places[slot] != 0 && codes[places[slot] - 1] != code) {
            slot = slot + 1 & places.length - 1;
        }
        return slot;
    }

    private void grow() {
        codes = Arrays.copyOf(codes, 2 * size);
        places = new int[4 * size];
        for (int number = 0; number < size; number++) {
            places[slot(codes[number])] = number + 1;
        }
    }

    int size() {
        return size;
    }

    /** The number in the dictionary of the id of a record. */
    int code(int number) {
        return codes[number];
    }
}
