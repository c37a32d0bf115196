package io.tidewatch.ingestion;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.hibernate.reactive.mutiny.Mutiny;

@AnalyzeClasses(packages = "io.tidewatch.ingestion", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final DescribedPredicate<JavaClass> USE_BOTH_WAYS_INTO_THE_DATABASE = DescribedPredicate.describe(
            "use both Hibernate Reactive and the pg client's pool",
            type -> type.getDirectDependenciesFromSelf().stream()
                            .anyMatch(d -> d.getTargetClass().isAssignableTo(Mutiny.SessionFactory.class)
                                    || d.getTargetClass().isAssignableTo(Mutiny.Session.class))
                    && type.getDirectDependenciesFromSelf().stream()
                            .anyMatch(d -> d.getTargetClass().isEquivalentTo(Pool.class)));

    @ArchTest
    static final ArchRule oneUnitOfWorkUsesOneConnection = noClasses()
            .should(ArchConditions.be(USE_BOTH_WAYS_INTO_THE_DATABASE))
            .because("a session and a pool are two connections, hence two transactions");

    @ArchTest
    static final ArchRule businessTimeComesFromTheDatabase = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(OffsetDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .because("a test lives through a year in seconds, and all replicas agree");

    @ArchTest
    static final ArchRule theGeneratedContractStaysAtTheEdge = noClasses()
            .that()
            .resideOutsideOfPackage("..ingestion.api..")
            .and()
            .haveSimpleNameNotEndingWith("Resource")
            .and()
            .haveSimpleNameNotEndingWith("Bodies")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..ingestion.api..")
            .because("a change of the contract should not reach further than the edge");

    @ArchTest
    static final ArchRule everyOperationNamesItsRoles = methods()
            .that(DescribedPredicate.describe(
                    "are operations",
                    (JavaMethod method) ->
                            method.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.PUBLIC)
                                    && !method.getModifiers()
                                            .contains(com.tngtech.archunit.core.domain.JavaModifier.SYNTHETIC)))
            .and()
            .areDeclaredInClassesThat()
            .haveSimpleNameEndingWith("Resource")
            .should()
            .beAnnotatedWith(RolesAllowed.class)
            .orShould()
            .beAnnotatedWith(PermitAll.class)
            .because("an operation without a role would be open");

    @ArchTest
    static final ArchRule namesSayWhatThingsAre = classes()
            .that()
            .resideOutsideOfPackage("..ingestion.api..")
            .should()
            .haveNameNotMatching(".*(Util|Utils|Helper|Common|Misc|Manager|Impl)$")
            .because("such names become homes for leftovers");
}
