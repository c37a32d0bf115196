package io.tidewatch.dispatch;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.quarkus.runtime.StartupEvent;
import io.tidewatch.testsuite.ServiceArchitecture;
import jakarta.annotation.Priority;

@AnalyzeClasses(packages = "io.tidewatch.dispatch", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests SHARED = ArchTests.in(ServiceArchitecture.class);

    @ArchTest
    static final ArchRule generatedOperationsStayAtTheEdge = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Resource")
            .and()
            .haveSimpleNameNotEndingWith("List")
            .and(are(DescribedPredicate.not(resideInAPackage("..api.."))))
            .and(are(DescribedPredicate.not(resideInAPackage("..client.."))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.tidewatch.dispatch.api..")
            .because("the contract is spoken at the edge only");

    @ArchTest
    static final ArchRule channelsDoNotKnowEachOther = noClasses()
            .that()
            .resideInAPackage("..email..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..crm..")
            .because("a channel can be added or removed alone");

    @ArchTest
    static final ArchRule workBeginsAfterEverythingThatMayRefuse = methods()
            .that(takeA(StartupEvent.class))
            .should(takeItIn(StartOrder.WORK))
            .because("a service that refuses to start must not have sent anything before");

    private static DescribedPredicate<JavaMethod> takeA(Class<?> event) {
        return DescribedPredicate.describe(
                "take a " + event.getSimpleName(),
                method -> method.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(event)));
    }

    private static ArchCondition<JavaMethod> takeItIn(int priority) {
        return new ArchCondition<>("take it with the priority " + priority) {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                boolean inOrder = method.getParameters().get(0).getAnnotations().stream()
                        .anyMatch(annotation -> annotation.getRawType().isEquivalentTo(Priority.class)
                                && annotation.get("value").orElse(0).equals(priority));
                if (!inOrder) {
                    events.add(SimpleConditionEvent.violated(method, method.getFullName() + " does not"));
                }
            }
        };
    }
}
