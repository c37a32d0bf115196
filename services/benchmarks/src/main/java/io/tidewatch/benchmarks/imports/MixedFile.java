package io.tidewatch.benchmarks.imports;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Usage as sources deliver it: one row in a hundred is sent twice, and one in a hundred has a day, a count or an account that
 * does not exist. Equal settings give equal files.
 *
 * @param clean the good rows alone, each once
 * @param mixed the same rows with the others among them
 * @param rows the good rows
 * @param repeated rows that were written before
 * @param broken rows that must be rejected
 */
record MixedFile(Path clean, Path mixed, long rows, long repeated, long broken) {

    private static final int REMEMBERED = 10_000;

    /** Takes the first rows of a file of usage. */
    static MixedFile of(Path usage, long most, long seed, Path folder) throws IOException {
        Path clean = folder.resolve("clean.csv");
        Path mixed = folder.resolve("mixed.csv");
        Random random = new Random(seed);
        String[] before = new String[REMEMBERED];
        long rows = 0;
        long repeated = 0;
        long broken = 0;
        try (BufferedReader in = Files.newBufferedReader(usage);
                BufferedWriter good = Files.newBufferedWriter(clean);
                BufferedWriter all = Files.newBufferedWriter(mixed)) {
            String line = in.readLine();
            write(good, line);
            write(all, line);
            while (rows < most && (line = in.readLine()) != null) {
                write(good, line);
                write(all, line);
                before[(int) (rows++ % REMEMBERED)] = line;
                if (random.nextInt(100) == 0) {
                    write(all, before[random.nextInt((int) Math.min(rows, REMEMBERED))]);
                    repeated++;
                }
                if (random.nextInt(100) == 0) {
                    write(all, broken(line.split(",", -1), broken++));
                }
            }
        }
        return new MixedFile(clean, mixed, rows, repeated, broken);
    }

    private static void write(BufferedWriter out, String line) throws IOException {
        out.write(line);
        out.write('\n');
    }

    private static String broken(String[] cells, long number) {
        cells[0] += "-broken";
        switch ((int) (number % 3)) {
            case 0 -> cells[3] = "2025-02-30";
            case 1 -> cells[5] = "many";
            default -> cells[1] = "nobody-" + number;
        }
        return String.join(",", cells);
    }
}
