package io.tidewatch.ingestion.history;

/**
 * Reads JSON from a text, value by value, as PostgreSQL writes it. There is one text per record, of a hundred characters or so: a parser of a
 * library takes longer to set up than to read it.
 */
final class JsonText {

    private final String text;
    private final boolean escapes;
    private int at;

    JsonText(String text) {
        this.text = text;
        this.escapes = text.indexOf('\\') >= 0;
    }

    /** The first character of the next value. */
    char peek() {
        while (text.charAt(at) <= ' ') {
            at++;
        }
        return text.charAt(at);
    }

    /** Goes into the object or list that comes next. */
    void open() {
        peek();
        at++;
    }

    /** Whether there is a further member of an object or list; goes behind its end if not. */
    boolean hasNext() {
        char next = peek();
        if (next == ',') {
            at++;
        } else if (next == '}' || next == ']') {
            at++;
            return false;
        }
        return true;
    }

    /** Takes the name of a member of an object. */
    String name() {
        String name = string();
        if (peek() != ':') {
            throw unreadable();
        }
        at++;
        return name;
    }

    /** Takes the string that comes next. */
    String string() {
        if (peek() != '"') {
            throw unreadable();
        }
        int from = at + 1;
        int end = text.indexOf('"', from);
        if (!escapes) {
            at = end + 1;
            return text.substring(from, end);
        }
        StringBuilder string = new StringBuilder();
        at = from;
        for (char next = text.charAt(at++); next != '"'; next = text.charAt(at++)) {
            string.append(next == '\\' ? escaped() : next);
        }
        return string.toString();
    }

    private char escaped() {
        char next = text.charAt(at++);
        return switch (next) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                at += 4;
                yield (char) Integer.parseInt(text, at - 4, at, 16);
            }
            default -> next;
        };
    }

    /** Takes the number, true, false or null that comes next, as it is written. */
    String word() {
        peek();
        int from = at;
        while (isOfWord(text.charAt(at))) {
            at++;
        }
        if (at == from) {
            throw unreadable();
        }
        return text.substring(from, at);
    }

    private static boolean isOfWord(char next) {
        return next >= '0' && next <= '9'
                || next >= 'a' && next <= 'z'
                || next == '-'
                || next == '.'
                || next == '+'
                || next == 'E';
    }

    /** Goes behind the value that comes next. */
    void skip() {
        switch (peek()) {
            case '"' -> string();
            case '{' -> {
                open();
                while (hasNext()) {
                    name();
                    skip();
                }
            }
            case '[' -> {
                open();
                while (hasNext()) {
                    skip();
                }
            }
            default -> word();
        }
    }

    private IllegalStateException unreadable() {
        return new IllegalStateException("PostgreSQL wrote JSON that cannot be read");
    }
}
