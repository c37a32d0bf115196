package io.tidewatch.rule.workbook;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** An Excel workbook in memory, part by part, so that a test can say what a spreadsheet program would store or never would. */
public final class TestWorkbook {
    private static final String MAIN = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    private static final String RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private static final byte[] SIGNS = "<>/&;\"'=!?-[]09AZ:.eE\0\t \u00ff".getBytes(StandardCharsets.ISO_8859_1);

    private final Map<String, byte[]> parts = new LinkedHashMap<>();

    /** A workbook whose only sheet has these elements, such as {@code <sheetData>…</sheetData>}. */
    public static TestWorkbook of(String sheet) {
        TestWorkbook workbook = new TestWorkbook();
        workbook.workbook("");
        workbook.with(
                "xl/_rels/workbook.xml.rels",
                "<Relationships>" + relation("rId1", "worksheet", "worksheets/sheet1.xml")
                        + relation("rId2", "styles", "styles.xml")
                        + relation("rId3", "sharedStrings", "/xl/sharedStrings.xml") + "</Relationships>");
        workbook.with("xl/worksheets/sheet1.xml", "<worksheet " + MAIN + ">" + sheet + "</worksheet>");
        return workbook;
    }

    /** A workbook with these cells, each written like {@code <c r="B7"><v>85</v></c>}. */
    public static TestWorkbook ofCells(String... cells) {
        StringBuilder rows = new StringBuilder("<sheetData>");
        for (String cell : cells) {
            String row = cell.replaceFirst("(?s)^<c r=\"[A-Z]+([0-9]+)\".*", "$1");
            rows.append("<row r=\"").append(row).append("\">").append(cell).append("</row>");
        }
        return of(rows.append("</sheetData>").toString());
    }

    /** These rows of cells, stored as texts and numbers; an empty row is a blank one. */
    public static TestWorkbook ofRows(List<List<String>> cells) {
        StringBuilder rows = new StringBuilder("<sheetData>");
        for (List<String> row : cells) {
            rows.append("<row>");
            for (String cell : row) {
                rows.append(
                        cell.matches("-?[0-9.]+")
                                ? "<c><v>" + cell + "</v></c>"
                                : "<c t=\"inlineStr\"><is><t>" + xml(cell) + "</t></is></c>");
            }
            rows.append("</row>");
        }
        return of(rows.append("</sheetData>").toString());
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private static String relation(String id, String type, String target) {
        return "<Relationship Id=\"" + id + "\" Type=\"" + RELATIONS + "/" + type + "\" Target=\"" + target + "\"/>";
    }

    private TestWorkbook workbook(String properties) {
        return with(
                "xl/workbook.xml",
                "<workbook " + MAIN + " xmlns:r=\"" + RELATIONS + "\">" + properties
                        + "<sheets><sheet name=\"Bounds\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>");
    }

    TestWorkbook since1904() {
        return workbook("<workbookPr date1904=\"1\"/>");
    }

    /** Adds a second sheet. */
    TestWorkbook withSheet(String name, String sheet) {
        with("xl/worksheets/sheet2.xml", "<worksheet " + MAIN + ">" + sheet + "</worksheet>");
        replace("xl/workbook.xml", "</sheets>", "<sheet name=\"" + name + "\" sheetId=\"2\" r:id=\"rId9\"/></sheets>");
        return replace(
                "xl/_rels/workbook.xml.rels",
                "</Relationships>",
                relation("rId9", "worksheet", "worksheets/sheet2.xml") + "</Relationships>");
    }

    /** Cells with the style 1 have this format. */
    TestWorkbook withFormat(String code) {
        return with(
                "xl/styles.xml",
                "<styleSheet " + MAIN + "><numFmts><numFmt numFmtId=\"164\" formatCode=\""
                        + code.replace("\"", "&quot;") + "\"/></numFmts>"
                        + "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
                        + "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"14\"/><xf numFmtId=\"9\"/></cellXfs>"
                        + "</styleSheet>");
    }

    /** The texts that cells of the type {@code s} name by their number. */
    TestWorkbook withTexts(String... items) {
        return with("xl/sharedStrings.xml", "<sst " + MAIN + "><si>" + String.join("</si><si>", items) + "</si></sst>");
    }

    /** What programs store beside the cells, and change whenever they save. */
    public TestWorkbook withAuthor(String name) {
        return with("docProps/core.xml", "<coreProperties><creator>" + name + "</creator></coreProperties>");
    }

    TestWorkbook with(String part, String content) {
        return with(part, content.getBytes(StandardCharsets.UTF_8));
    }

    TestWorkbook with(String part, byte[] content) {
        parts.put(part, content);
        return this;
    }

    public TestWorkbook replace(String part, String text, String with) {
        return with(part, new String(parts.get(part), StandardCharsets.UTF_8).replace(text, with));
    }

    /** The same with some bytes of one part changed, left out or repeated. */
    TestWorkbook damaged(Random random) {
        List<String> names = List.copyOf(parts.keySet());
        String name = names.get(random.nextInt(names.size()));
        ByteArrayOutputStream damaged = new ByteArrayOutputStream();
        byte[] content = parts.get(name);
        int at = random.nextInt(content.length);
        for (int index = 0; index < content.length; index++) {
            boolean here = index >= at && index < at + 4;
            switch (here ? random.nextInt(4) : 3) {
                case 0 -> damaged.write(SIGNS[random.nextInt(SIGNS.length)]);
                case 1 -> damaged.writeBytes(Arrays.copyOfRange(content, Math.max(0, index - 20), index));
                case 2 -> {
                    // Left out.
                }
                default -> damaged.write(content[index]);
            }
        }
        return with(name, damaged.toByteArray());
    }

    /** Where the list of parts at the end of a workbook begins. */
    static int list(byte[] workbook) {
        return end(workbook).getInt(16);
    }

    /** A workbook behind other bytes, with its list adapted to that. */
    static byte[] behind(byte[] before, byte[] workbook) {
        byte[] both = Arrays.copyOf(before, before.length + workbook.length);
        System.arraycopy(workbook, 0, both, before.length, workbook.length);
        ByteBuffer bytes = ByteBuffer.wrap(both).order(ByteOrder.LITTLE_ENDIAN);
        int at = before.length + list(workbook);
        end(both).putInt(16, at);
        while (bytes.getInt(at) == 0x02014b50) {
            bytes.putInt(at + 42, bytes.getInt(at + 42) + before.length);
            at += 46 + bytes.getShort(at + 28) + bytes.getShort(at + 30) + bytes.getShort(at + 32);
        }
        return both;
    }

    /** What a ZIP file without a comment ends with. */
    private static ByteBuffer end(byte[] workbook) {
        return ByteBuffer.wrap(workbook, workbook.length - 22, 22).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The file. */
    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(part.getValue());
                zip.closeEntry();
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return bytes.toByteArray();
    }
}
