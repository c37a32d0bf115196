package io.tidewatch.engine.judging;

import static io.tidewatch.access.Roles.ADMIN;
import static io.tidewatch.access.Roles.ANALYST;
import static io.tidewatch.access.Roles.CSM;
import static io.tidewatch.access.Roles.CS_LEADER;
import static io.tidewatch.access.Roles.SERVICE;

import io.smallrye.mutiny.Uni;
import io.tidewatch.engine.api.WhatIfApi;
import io.tidewatch.engine.api.model.WhatIf;
import io.tidewatch.engine.api.model.WhatIfRequest;
import jakarta.annotation.security.RolesAllowed;

/** Questions about accounts as they might be: {@code /v1/what-if}. */
public class WhatIfResource implements WhatIfApi {

    private final WhatIfJudging judging;

    WhatIfResource(WhatIfJudging judging) {
        this.judging = judging;
    }

    @Override
    @RolesAllowed({CSM, CS_LEADER, ANALYST, ADMIN, SERVICE})
    public Uni<WhatIf> queryWhatIf(WhatIfRequest request) {
        return judging.judge(request);
    }
}
