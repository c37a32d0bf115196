package io.tidewatch.ingestion.record;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.metric.evaluation.ExchangeRates;
import io.tidewatch.metric.language.RecordKind;
import io.tidewatch.money.Money;
import io.tidewatch.problem.Problem.Fault;
import io.tidewatch.problem.ProblemException;
import io.tidewatch.spelling.Spelling;
import java.util.ArrayList;
import java.util.List;

/** Checks what a rate of exchange must have beside fields of the right type. */
final class RateChecks {

    private RateChecks() {}

    /**
     * Lets records of other kinds pass.
     *
     * @param fields in their stored form
     * @throws ProblemException {@code invalid-request} unless the currencies are two of ISO 4217 and the rate is above 0
     */
    static void demand(RecordKind kind, ObjectNode fields) {
        if (!kind.name().equals(ExchangeRates.KIND)) {
            return;
        }
        List<Fault> faults = new ArrayList<>();
        currency("currency", fields, faults);
        currency("into", fields, faults);
        if (faults.isEmpty() && fields.get("currency").equals(fields.get("into"))) {
            faults.add(Fault.at("/fields/into", "into must be another currency than currency."));
        }
        if (fields.get("rate").decimalValue().signum() <= 0) {
            faults.add(Fault.at("/fields/rate", "rate must be above 0."));
        }
        if (!faults.isEmpty()) {
            throw new ProblemException(
                    RecordProblem.INVALID_REQUEST, faults.getFirst().detail(), faults);
        }
    }

    private static void currency(String field, ObjectNode fields, List<Fault> faults) {
        String code = fields.get(field).textValue();
        if (!Money.isCurrency(code)) {
            faults.add(new Fault(
                    "/fields/" + field,
                    null,
                    field + " must be the ISO 4217 code of a currency, such as EUR.",
                    Spelling.closest(code, Money.codes())));
        }
    }
}
