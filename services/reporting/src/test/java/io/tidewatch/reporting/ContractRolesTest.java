package io.tidewatch.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.reporting.standin.ReportingTest;
import io.tidewatch.testsuite.ContractRoles;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ContractRolesTest extends ReportingTest {

    @Test
    void everyOperationIsForTheRolesOfItsContractOnly() {
        assertThat(ContractRoles.differences()).isEmpty();
    }
}
