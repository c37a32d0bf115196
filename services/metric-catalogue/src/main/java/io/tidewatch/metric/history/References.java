package io.tidewatch.metric.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers for the records of a kind that other records refer to: those that are there come first, in their order. */
final class References {
    private final Map<Integer, Integer> numbers = new HashMap<>();
    private final List<Integer> codes = new ArrayList<>();

    /** The number of an id, given by its number in the dictionary; a new one if need be. */
    int number(int code) {
        Integer known = numbers.putIfAbsent(code, codes.size());
        if (known != null) {
            return known;
        }
        codes.add(code);
        return codes.size() - 1;
    }

    int size() {
        return codes.size();
    }

    /** The number in the dictionary of the id of a record. */
    int code(int number) {
        return codes.get(number);
    }
}
