package io.tidewatch.metric.evaluation;

/** Records by the subject that they belong to, each subject's in the order of their kind. */
final class Related {
    /** The records of subject n are those from {@code starts[n]} to before {@code starts[n + 1]}. */
    int[] starts = new int[1];

    int[] rows = new int[0];

    private int[] places = new int[0];
    private int[] owners = new int[0];
    private int pairs;

    void begin(int subjects) {
        if (starts.length < subjects + 1) {
            starts = new int[2 * subjects + 1];
        }
        java.util.Arrays.fill(starts, 0, subjects + 1, 0);
        pairs = 0;
    }

    /** Notes that a record belongs to a subject; records are added in their order. */
    void add(int subject, int row) {
        if (pairs == places.length) {
            places = java.util.Arrays.copyOf(places, Math.max(16, 2 * pairs));
            owners = java.util.Arrays.copyOf(owners, places.length);
        }
        owners[pairs] = subject;
        places[pairs++] = row;
        starts[subject]++;
    }

    /** Puts the records of each subject together. */
    void finish(int subjects) {
        if (rows.length < pairs) {
            rows = new int[2 * pairs];
        }
        int end = 0;
        for (int subject = 0; subject < subjects; subject++) {
            end += starts[subject];
            starts[subject] = end;
        }
        starts[subjects] = end;
        for (int pair = pairs - 1; pair >= 0; pair--) {
            rows[--starts[owners[pair]]] = places[pair];
        }
    }
}
