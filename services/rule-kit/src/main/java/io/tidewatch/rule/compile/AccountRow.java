package io.tidewatch.rule.compile;

import io.tidewatch.rule.threshold.AccountFacts;
import java.time.LocalDate;

/**
 * The values of one account on one day, in the order of the generated properties.
 *
 * @param numbers the metrics, then one place per attribute, of use for those that are numbers; NaN where unknown
 * @param texts the attributes; null where unknown
 */
record AccountRow(double[] numbers, String[] texts) {
    static AccountRow of(AccountFacts given, Vocabulary vocabulary, LocalDate day) {
        AccountFacts facts = given.in(vocabulary.order());
        String[] texts = facts.texts();
        double[] numbers = new double[vocabulary.metrics().size() + texts.length];
        facts.writeNumbers(day, numbers);
        for (int place : vocabulary.numberAttributes()) {
            numbers[vocabulary.metrics().size() + place] = number(texts[place]);
        }
        return new AccountRow(numbers, texts);
    }

    /** Whether a property is unknown, by its {@link Vocabulary#place}. */
    boolean isUnknown(int place) {
        return place < numbers.length ? Double.isNaN(numbers[place]) : texts[place - numbers.length] == null;
    }

    /** The text of an attribute, by its {@link Vocabulary#place}; null when it is unknown. */
    String text(int place) {
        return texts[place - numbers.length];
    }

    private static double number(String text) {
        try {
            return text == null ? Double.NaN : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
