package io.tidewatch.metric.language;

import io.tidewatch.metric.language.Type.Sort;

/** Checks the words, texts and numbers that a formula compares a field with. */
final class ListWords {
    private final FormulaMistakes mistakes;

    ListWords(FormulaMistakes mistakes) {
        this.mistakes = mistakes;
    }

    /** A word that the field must be, as in {@code plan == VALUE}. */
    void check(Type field, Expression.Word word) {
        if (field.is(Sort.WORDS)) {
            mistakes.add(
                    MistakeKind.TYPE,
                    word.at(),
                    "The field holds several words; say 'has " + word.value() + "'.",
                    "has");
        } else {
            checkListed(field, word);
        }
    }

    /** A word that must be in the list of the field. */
    void checkListed(Type field, Expression.Word word) {
        if (field.isUnknown()) {
            return;
        }
        if (field.words().isEmpty()) {
            mistakes.add(
                    MistakeKind.TYPE,
                    word.at(),
                    "'" + word.value() + "' is a word of a list, but this is " + field.shown() + ".",
                    field.is(Sort.TEXT) ? "\"" + word.value() + "\"" : null);
        } else if (!field.words().contains(word.value())) {
            mistakes.add(
                    MistakeKind.UNKNOWN_WORD,
                    word.at(),
                    "'" + word.value() + "' is not one of " + String.join(", ", field.words()) + ".",
                    closest(word.value(), field));
        }
    }

    /** An item of a list after {@code in}. */
    void check(Type field, Expression.Literal item) {
        switch (item) {
            case Expression.Word word -> check(field, word);
            case Expression.Text text -> checkSort(field, Type.of(Sort.TEXT), item.at());
            case Expression.Number number -> checkSort(field, Type.NUMBER, item.at());
        }
    }

    /** A list parameter after {@code in}. */
    void check(Type field, Setting.Value list, Expression.Parameter parameter) {
        switch (list) {
            case Setting.Value.Amount amount ->
                mistakes.add(
                        MistakeKind.NOT_A_LIST,
                        parameter.at(),
                        "$" + parameter.name() + " is a number; 'in' needs a list.",
                        null);
            case Setting.Value.Amounts amounts -> checkSort(field, Type.NUMBER, parameter.at());
            case Setting.Value.Texts texts -> {
                if (field.is(Sort.WORD)) {
                    texts.texts().forEach(text -> check(field, new Expression.Word(text, parameter.at())));
                } else {
                    checkSort(field, Type.of(Sort.TEXT), parameter.at());
                }
            }
        }
    }

    private void checkSort(Type field, Type item, int at) {
        boolean number = item.is(Sort.NUMBER) && field.isNumeric() && !field.is(Sort.CONDITION);
        if (!field.isUnknown() && field.sort() != item.sort() && !number) {
            mistakes.add(MistakeKind.TYPE, at, field.shown() + " is never " + item.shown() + ".", null);
        }
    }

    /** The word of the field's list that was probably meant, or null. */
    String closest(String word, Type field) {
        return mistakes.closest(word, field.words());
    }
}
