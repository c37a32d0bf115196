package io.tidewatch.reporting;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.tidewatch.testsuite.ServiceArchitecture;

@AnalyzeClasses(packages = "io.tidewatch.reporting", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String API = "io.tidewatch.reporting.api..";
    private static final String CLIENT = "io.tidewatch.reporting.client..";

    @ArchTest
    static final ArchTests SHARED = ArchTests.in(ServiceArchitecture.class);

    @ArchTest
    static final ArchRule theContractStaysAtTheEdge = noClasses()
            .that()
            .resideOutsideOfPackages(API, "..web..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(API)
            .because("figures and reports must not change their shape because a contract gets a version");

    @ArchTest
    static final ArchRule whatOthersSayIsTranslatedWhereItComesIn = noClasses()
            .that()
            .resideOutsideOfPackages(CLIENT, "..portfolio..", "..metrics..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(CLIENT)
            .because("a change of a provider's contract must end in the two packages that read it");

    @ArchTest
    static final ArchRule entitiesStayInTheirFeature = classes()
            .that()
            .areAnnotatedWith(jakarta.persistence.Entity.class)
            .should()
            .bePackagePrivate()
            .because("a row is nobody else's business");

    @ArchTest
    static final ArchRule beansAreWiredOnce = fields().that()
            .areDeclaredInClassesThat(isBean())
            .and()
            .areNotStatic()
            .and()
            .haveNameNotMatching("timer")
            .should()
            .beFinal()
            .because("a bean is shared by all requests");

    private static DescribedPredicate<JavaClass> isBean() {
        return DescribedPredicate.describe(
                "are beans",
                type -> type.isAnnotatedWith(jakarta.enterprise.context.ApplicationScoped.class)
                        || type.getSimpleName().endsWith("Resource"));
    }
}
