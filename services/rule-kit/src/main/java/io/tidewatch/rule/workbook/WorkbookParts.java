package io.tidewatch.rule.workbook;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The parts of a workbook, which is a ZIP file of XML files, unpacked in memory: those that the list at its end names, as in
 * a spreadsheet, which shows no others. Unpacking ends as soon as a limit is exceeded, whatever sizes the file claims. Of the
 * XML nothing is resolved: no DTD, no entity, no other file.
 */
final class WorkbookParts {
    /** Most bytes of all parts together, unpacked. */
    static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final int MOST_PARTS = 200;
    private static final byte[] ZIP = {'P', 'K', 3, 4};
    /** How files of Excel begin that have a password or the format from before 2007. */
    private static final byte[] COMPOUND = {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0};

    private static final XMLInputFactory XML = xml();

    private final Map<String, byte[]> parts;

    private WorkbookParts(Map<String, byte[]> parts) {
        this.parts = parts;
    }

    static WorkbookParts unpack(byte[] workbook) throws UnreadableWorkbookException {
        if (begins(workbook, COMPOUND)) {
            throw new UnreadableWorkbookException(
                    "The workbook has a password or the old format .xls." + " Save it as .xlsx, without a password.");
        }
        if (!begins(workbook, ZIP)) {
            throw UnreadableWorkbookException.notAWorkbook();
        }
        try {
            // Spreadsheets follow the list of parts at the end of a file. Java does so only in a file of its own.
            Path copy = Files.createTempFile("workbook", ".zip");
            try {
                Files.write(copy, workbook);
                return new WorkbookParts(parts(copy));
            } finally {
                Files.delete(copy);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Map<String, byte[]> parts(Path workbook) throws UnreadableWorkbookException {
        Map<String, byte[]> parts = new HashMap<>();
        int unpacked = 0;
        try (ZipFile zip = new ZipFile(workbook.toFile(), StandardCharsets.UTF_8)) {
            if (zip.size() > MOST_PARTS) {
                throw new UnreadableWorkbookException(
                        "A workbook can have at most " + MOST_PARTS + " parts. Copy the table into a new workbook.");
            }
            for (ZipEntry entry : Collections.list(zip.entries())) {
                refuseActive(entry.getName().toLowerCase(Locale.ROOT));
                CheckedInputStream in = new CheckedInputStream(zip.getInputStream(entry), new CRC32());
                byte[] content = content(in, MOST_BYTES - unpacked);
                unpacked += content.length;
                boolean damaged = in.getChecksum().getValue() != entry.getCrc();
                if (damaged || parts.put(entry.getName(), content) != null) {
                    throw UnreadableWorkbookException.notAWorkbook();
                }
            }
        } catch (IOException | IllegalArgumentException broken) {
            throw UnreadableWorkbookException.notAWorkbook();
        }
        return parts;
    }

    private static boolean begins(byte[] file, byte[] with) {
        return file.length >= with.length && Arrays.equals(file, 0, with.length, with, 0, with.length);
    }

    /** None of this is ever read; who reviews the rules would not see it. */
    private static void refuseActive(String part) throws UnreadableWorkbookException {
        if (part.contains("vbaproject") || part.contains("macrosheets/")) {
            throw new UnreadableWorkbookException("The workbook contains macros. Save it as .xlsx without them.");
        }
        if (part.contains("externallinks/") || part.endsWith("/connections.xml")) {
            throw new UnreadableWorkbookException(
                    "The workbook has links to other files. Remove them (in Excel: Data, Edit Links, Break Link).");
        }
        if (part.contains("embeddings/") || part.contains("activex/")) {
            throw new UnreadableWorkbookException("The workbook contains other files or controls. Remove them.");
        }
    }

    private static byte[] content(InputStream in, int most) throws IOException, UnreadableWorkbookException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            if (content.size() + read > most) {
                throw new UnreadableWorkbookException("Unpacked, the workbook has more than " + MOST_BYTES
                        + " bytes. Copy the table into a new workbook.");
            }
            content.write(buffer, 0, read);
        }
        return content.toByteArray();
    }

    private static XMLInputFactory xml() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    /** What is done with each element of a part, at its beginning or its end. */
    interface Visitor {
        void element(XMLStreamReader at, boolean begins) throws XMLStreamException, UnreadableWorkbookException;
    }

    /** Reads a part from its beginning to its end; nothing happens when there is none. */
    void visit(String part, Visitor visitor) throws UnreadableWorkbookException {
        byte[] content = part == null ? null : parts.get(part);
        if (content == null) {
            return;
        }
        try {
            XMLStreamReader reader = XML.createXMLStreamReader(new ByteArrayInputStream(content));
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                    throw UnreadableWorkbookException.notAWorkbook();
                }
                if (event == XMLStreamConstants.START_ELEMENT || event == XMLStreamConstants.END_ELEMENT) {
                    visitor.element(reader, event == XMLStreamConstants.START_ELEMENT);
                }
            }
        } catch (XMLStreamException | NumberFormatException broken) {
            throw UnreadableWorkbookException.notAWorkbook();
        }
    }

    /** An attribute of the element, whatever its namespace; empty when there is none. */
    static String attribute(XMLStreamReader at, String name) {
        String value = at.getAttributeValue(null, name);
        return value == null ? "" : value;
    }

    /** Whether an attribute says yes. */
    static boolean isSet(XMLStreamReader at, String name) {
        String value = attribute(at, name);
        return value.equals("1") || value.equals("true");
    }

    boolean has(String part) {
        return parts.containsKey(part);
    }
}
