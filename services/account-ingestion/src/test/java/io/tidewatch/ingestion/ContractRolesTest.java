package io.tidewatch.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.testsuite.ContractRoles;
import org.junit.jupiter.api.Test;

@QuarkusTest
@IngestionTest
class ContractRolesTest {

    @Test
    void everyOperationIsForTheRolesOfItsContractOnly() {
        assertThat(ContractRoles.differences()).isEmpty();
    }
}
