package io.tidewatch.dispatch;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.ConfigMapping;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.Priority;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;

@AnalyzeClasses(packages = "io.tidewatch.dispatch", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule everyOperationSaysWhoMayUseIt = methods()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .haveSimpleNameEndingWith("Resource")
            .should()
            .beAnnotatedWith(RolesAllowed.class)
            .orShould()
            .beAnnotatedWith(PermitAll.class)
            .because("an operation without a role is open to everybody");

    @ArchTest
    static final ArchRule featuresHaveNoCycles = slices().matching("io.tidewatch.dispatch.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a feature can be read, changed and removed without the others");

    @ArchTest
    static final ArchRule oneUnitOfWorkUsesOneConnection = classes()
            .should(notHaveBothWaysToTheDatabase())
            .because("a session and a pool are two connections, hence two transactions");

    @ArchTest
    static final ArchRule timeIsGiven = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .because("business time comes from the database, real time from the clock that is given");

    @ArchTest
    static final ArchRule dependenciesAreInTheConstructor = noFields()
            .should()
            .beAnnotatedWith(Inject.class)
            .orShould()
            .beAnnotatedWith(ConfigProperty.class)
            .because("what a class needs is seen in its constructor, settings in a mapping");

    @ArchTest
    static final ArchRule settingsAreMappings = classes()
            .that()
            .areAnnotatedWith(ConfigMapping.class)
            .should()
            .haveSimpleNameEndingWith("Config")
            .andShould()
            .beInterfaces()
            .because("their documentation is the reference of the settings");

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
    static final ArchRule namesSaySomething = noClasses()
            .should()
            .haveNameMatching(".*(Util|Utils|Helper|Common|Misc|Impl|Manager)$")
            .because("such names become a home for leftovers");

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

    private static ArchCondition<JavaClass> notHaveBothWaysToTheDatabase() {
        return new ArchCondition<>("not use both a session factory and a pool") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean session = uses(type, Mutiny.SessionFactory.class);
                boolean pool = uses(type, Pool.class);
                if (session && pool) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " uses both"));
                }
            }

            private boolean uses(JavaClass type, Class<?> other) {
                return type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(d -> d.getTargetClass().isEquivalentTo(other));
            }
        };
    }
}
