package io.tidewatch.metric.language;

import java.util.Map;

/** The names in a formula of a metric: its measures, those of the shared words, and fields of the account. */
record MetricScope(Vocabulary vocabulary, Map<String, MeasureFacts> measures) implements Scope {
    @Override
    public Type typeOf(Expression.Name name, FormulaMistakes mistakes) {
        String head = name.path().getFirst();
        if (head.equals(Vocabulary.ACCOUNT)) {
            return RecordScope.accountField(vocabulary, name, mistakes);
        }
        MeasureFacts found = measures.get(head);
        if (found == null) {
            mistakes.add(
                    MistakeKind.UNKNOWN_MEASURE,
                    name.at(),
                    "There is no measure '" + head + "'.",
                    mistakes.closest(head, measures.keySet()));
            return Type.UNKNOWN;
        }
        if (name.path().size() > 1) {
            mistakes.add(
                    MistakeKind.NOT_A_REFERENCE,
                    name.at(),
                    "A measure has no fields; '" + name.full() + "' has no meaning.",
                    null);
            return Type.UNKNOWN;
        }
        return found.type();
    }
}
