package io.tidewatch.ingestion.record;

import io.tidewatch.ingestion.mapping.FieldForm;
import io.tidewatch.ingestion.mapping.RecordKind;
import io.tidewatch.money.Money;
import io.tidewatch.problem.Problem.Fault;
import io.tidewatch.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks single records in the same way as the rows of files. */
public final class RecordForms {

    private RecordForms() {}

    /**
     * Rejects a record that an import would reject.
     *
     * @param values field → ISO text, null for no value
     * @throws ProblemException {@code invalid-request} or {@code record-not-consistent}
     */
    public static void demand(RecordKind kind, Map<String, String> values) {
        List<Fault> faults = new ArrayList<>();
        for (FieldForm field : kind.fields()) {
            String value = values.get(field.name());
            if (value != null && !field.choices().isEmpty() && !field.choices().contains(value)) {
                faults.add(Fault.at("/" + field.name(), "Must be one of " + String.join(", ", field.choices()) + "."));
            }
            if (value != null && field.type() == FieldForm.Type.EMAIL && !MailAddress.isOne(value)) {
                faults.add(Fault.at("/" + field.name(), "Must be an e-mail address."));
            }
            if (value != null && field.type() == FieldForm.Type.NAME && !OneLine.isOne(value)) {
                faults.add(Fault.at("/" + field.name(), "Must be one line without control characters."));
            }
            if (value != null && field.type() == FieldForm.Type.CURRENCY && !Money.isCurrency(value)) {
                faults.add(Fault.at("/" + field.name(), "Must be an ISO 4217 currency such as EUR."));
            }
            if (value != null && value.isBlank() && field.required()) {
                faults.add(Fault.at("/" + field.name(), "Must not be blank."));
            }
        }
        if (!faults.isEmpty()) {
            throw new ProblemException(
                    RecordProblem.INVALID_REQUEST,
                    faults.getFirst().pointer() + ": " + faults.getFirst().detail(),
                    faults);
        }
        Optional<RecordChecks.Fault> fault = RecordChecks.check(kind.languageName(), values);
        if (fault.isPresent()) {
            String sentence = fault.get().field() + " " + fault.get().message() + ".";
            throw new ProblemException(
                    RecordProblem.RECORD_NOT_CONSISTENT,
                    sentence,
                    List.of(Fault.at("/" + fault.get().field(), sentence)));
        }
    }
}
