package io.tidewatch.ingestion.csv;

import java.io.IOException;

/** Recognizes files that are not CSV in UTF-8 by their first bytes. */
final class FileBeginning {

    private static final int LOOKED_AT = 4096;

    private FileBeginning() {}

    /**
     * The index of the first character, after a byte order mark.
     *
     * @throws UnreadableFile saying what the file is and what to do
     */
    static int check(ByteWindow window) throws IOException {
        if (!window.has(0)) {
            throw new UnreadableFile("The file is empty; the first line names the columns.");
        }
        if (startsWith(window, 0xFF, 0xFE) || startsWith(window, 0xFE, 0xFF)) {
            throw utf16();
        }
        if (startsWith(window, 'P', 'K', 3, 4)) {
            throw new UnreadableFile("This is a workbook or a zip file, not CSV. Export the sheet as CSV in UTF-8.");
        }
        if (startsWith(window, 0x1F, 0x8B)) {
            throw new UnreadableFile("This is a compressed file (gzip). Send the CSV file inside it.");
        }
        if (startsWith(window, '%', 'P', 'D', 'F')) {
            throw new UnreadableFile("This is a PDF file, not CSV.");
        }
        int nuls = 0;
        int looked = 0;
        while (looked < LOOKED_AT && window.has(looked)) {
            nuls += window.at(looked++) == 0 ? 1 : 0;
        }
        if (nuls * 4 >= looked) {
            throw utf16();
        }
        if (nuls * 50 >= looked) {
            throw new UnreadableFile("This is a binary file, not CSV.");
        }
        return startsWith(window, 0xEF, 0xBB, 0xBF) ? 3 : 0;
    }

    private static UnreadableFile utf16() {
        return new UnreadableFile("The file is in UTF-16 (“Unicode”). Save it as CSV in UTF-8.");
    }

    private static boolean startsWith(ByteWindow window, int... bytes) throws IOException {
        for (int i = 0; i < bytes.length; i++) {
            if (!window.has(i) || (window.at(i) & 0xFF) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
