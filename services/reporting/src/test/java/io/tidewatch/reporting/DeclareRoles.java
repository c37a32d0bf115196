package io.tidewatch.reporting;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;

/** A method names its roles itself, or its class does for all its methods. */
final class DeclareRoles extends ArchCondition<JavaMethod> {

    DeclareRoles() {
        super("declare its roles");
    }

    @Override
    public void check(JavaMethod method, ConditionEvents events) {
        boolean declared = method.isAnnotatedWith(RolesAllowed.class)
                || method.isAnnotatedWith(PermitAll.class)
                || method.getOwner().isAnnotatedWith(RolesAllowed.class);
        events.add(new SimpleConditionEvent(method, declared, method.getFullName() + " declares no role"));
    }
}
