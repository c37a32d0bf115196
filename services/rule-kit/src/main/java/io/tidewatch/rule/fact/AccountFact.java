package io.tidewatch.rule.fact;

/**
 * What the generated classes {@code rules.Account} and {@code rules.Portfolio}, and one for each kind of record that a judgement reads, extend: values by index. An unknown number is held as NaN and an unknown
 * text as null; neither is ever compared, because every rule asks {@code …Known} first.
 */
public abstract class AccountFact {
    private final int row;
    private final double[] numbers;
    private final String[] texts;

    /**
     * One account of a batch, or one record of an account.
     *
     * @param row its place in the batch
     * @param numbers metric values in the order of the generated properties, then one place per attribute; of a record one place per
     *     field
     * @param texts attributes in the order of the generated properties, numbers and flags too; of a record its fields
     */
    protected AccountFact(int row, double[] numbers, String[] texts) {
        this.row = row;
        this.numbers = numbers;
        this.texts = texts;
    }

    /** Its place in the batch. */
    final int place() {
        return row;
    }

    /** A metric value or an attribute that is a number; NaN when unknown. */
    protected final double number(int index) {
        return numbers[index];
    }

    /** Whether that is known. */
    protected final boolean numberKnown(int index) {
        return !Double.isNaN(numbers[index]);
    }

    /** An attribute; null when unknown. */
    protected final String text(int index) {
        return texts[index];
    }

    /** An attribute that is a flag; false when unknown. */
    protected final boolean flag(int index) {
        return "true".equals(texts[index]);
    }

    /** Whether an attribute is known. */
    protected final boolean textKnown(int index) {
        return texts[index] != null;
    }
}
