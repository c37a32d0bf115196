package io.tidewatch.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.tidewatch.dispatch.standin.DispatchTest;
import io.tidewatch.testsuite.ContractRoles;
import org.junit.jupiter.api.Test;

@QuarkusTest
@DispatchTest
class ContractRolesTest {

    @Test
    void everyOperationIsForTheRolesOfItsContractOnly() {
        assertThat(ContractRoles.differences()).isEmpty();
    }
}
