package io.tidewatch.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every contract keeps every convention. */
class ContractsTest {

    /** All conventions. */
    static List<Rule> rules() {
        return Stream.concat(SchemaRules.all(), OperationRules.all()).toList();
    }

    @Test
    void everyServiceHasAContract() {
        assertThat(Contract.all())
                .extracting(Contract::name)
                .contains("account-ingestion", "rules-engine", "notification-dispatch", "reporting");
    }

    @TestFactory
    Stream<DynamicNode> everyContractKeepsEveryConvention() {
        return Contract.all().stream()
                .map(contract -> dynamicContainer(
                        contract.name(),
                        rules().stream()
                                .map(rule -> dynamicTest(rule.sentence(), () -> assertThat(
                                                rule.check().apply(contract))
                                        .as(contract + ": " + rule.sentence())
                                        .isEmpty()))));
    }
}
