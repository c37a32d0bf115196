package io.tidewatch.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.engine.standin.EngineTest;
import io.tidewatch.testsuite.ContractRoles;
import org.junit.jupiter.api.Test;

@EngineTest
class ContractRolesTest {

    @Test
    void everyOperationIsForTheRolesOfItsContractOnly() {
        assertThat(ContractRoles.differences()).isEmpty();
    }
}
