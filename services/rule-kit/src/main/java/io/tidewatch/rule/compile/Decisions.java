package io.tidewatch.rule.compile;

import io.tidewatch.rule.fact.FiredRules;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The decisions about all thresholds for an account. Most accounts are like most others: all that a threshold reads is known, and
 * none of its rules fires. So only those are looked at of which something fired or is unknown; the others are clear.
 */
final class Decisions {
    private static final byte UNKNOWN = (byte) Decision.UNKNOWN.letter();
    private static final byte OFF = (byte) Decision.OFF.letter();

    private final ThresholdDeciding[] thresholds;
    private final byte[] clear;
    /** Thresholds that may be something else than clear although nothing of them fired and all is known. */
    private final int[] always;
    /** By number of a rule. */
    private final int[][] thresholdsOf;
    /** What it raises of each of them; null when it raises none. */
    private final Decision[][] raised;
    /** Places that thresholds read, and the thresholds that read each. */
    private final int[] places;

    private final int[][] reading;
    /** By threshold, see {@link ThresholdDeciding#isUnknownWithAny}. */
    private final boolean[] unknownWithAny;

    private final Switches switches;

    Decisions(ThresholdDeciding[] thresholds, Switches switches) {
        this.switches = switches;
        this.thresholds = thresholds;
        this.clear = new byte[thresholds.length];
        Arrays.fill(clear, (byte) Decision.CLEAR.letter());
        List<Integer> always = new ArrayList<>();
        Map<Integer, List<Integer>> rules = new TreeMap<>();
        Map<Integer, List<Integer>> readers = new TreeMap<>();
        this.unknownWithAny = new boolean[thresholds.length];
        for (int index = 0; index < thresholds.length; index++) {
            unknownWithAny[index] = thresholds[index].isUnknownWithAny();
            if (!thresholds[index].isClearWithoutRules()) {
                always.add(index);
            }
            for (int number : thresholds[index].numbers()) {
                rules.computeIfAbsent(number, unused -> new ArrayList<>()).add(index);
            }
            for (int place : thresholds[index].places()) {
                readers.computeIfAbsent(place, unused -> new ArrayList<>()).add(index);
            }
        }
        this.always = ints(always);
        this.places = ints(readers.keySet());
        this.reading = readers.values().stream().map(Decisions::ints).toArray(int[][]::new);
        int numbers =
                rules.keySet().stream().mapToInt(number -> number + 1).max().orElse(0);
        this.thresholdsOf = IntStream.range(0, numbers)
                .mapToObj(number -> ints(rules.getOrDefault(number, List.of())))
                .toArray(int[][]::new);
        this.raised = IntStream.range(0, numbers)
                .mapToObj(number -> Arrays.stream(thresholdsOf[number])
                        .mapToObj(index -> thresholds[index].raisedBy(number))
                        .toArray(Decision[]::new))
                .toArray(Decision[][]::new);
    }

    /** One letter per threshold. */
    String of(FiredRules fired, AccountRow row, boolean customer) {
        byte[] letters = clear.clone();
        if (!customer) {
            for (int index = 0; index < letters.length; index++) {
                letters[index] = letter(index, fired, row, false);
            }
            return text(letters, row);
        }
        for (int index : always) {
            letters[index] = letter(index, fired, row, true);
        }
        raise(letters, fired, row);
        for (int place = 0; place < places.length; place++) {
            if (row.isUnknown(places[place])) {
                for (int index : reading[place]) {
                    if (!Decision.of((char) letters[index]).isRaised()) {
                        letters[index] = unknownWithAny[index]
                                ? UNKNOWN
                                : (byte) thresholds[index].notRaised(fired, row).letter();
                    }
                }
            }
        }
        return text(letters, row);
    }

    private void raise(byte[] letters, FiredRules fired, AccountRow row) {
        for (int number = fired.next(0); number >= 0 && number < thresholdsOf.length; number = fired.next(number + 1)) {
            int[] indexes = thresholdsOf[number];
            for (int place = 0; place < indexes.length; place++) {
                int index = indexes[place];
                Decision decision = raised[number][place];
                if (decision == null) {
                    letters[index] = letter(index, fired, row, true);
                } else if (decision.isAbove(Decision.of((char) letters[index]))) {
                    letters[index] = (byte) decision.letter();
                }
            }
        }
    }

    private byte letter(int index, FiredRules fired, AccountRow row, boolean customer) {
        return (byte) thresholds[index].decide(fired, row, customer).letter();
    }

    private String text(byte[] letters, AccountRow row) {
        for (int index : switches.offFor(row)) {
            letters[index] = OFF;
        }
        return new String(letters, StandardCharsets.ISO_8859_1);
    }

    private static int[] ints(Iterable<Integer> numbers) {
        List<Integer> all = new ArrayList<>();
        numbers.forEach(all::add);
        return all.stream().mapToInt(Integer::intValue).toArray();
    }
}
