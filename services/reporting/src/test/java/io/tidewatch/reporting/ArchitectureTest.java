package io.tidewatch.reporting;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import org.eclipse.microprofile.config.inject.ConfigProperty;

@AnalyzeClasses(packages = "io.tidewatch.reporting", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String API = "io.tidewatch.reporting.api..";
    private static final String CLIENT = "io.tidewatch.reporting.client..";

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
    static final ArchRule featuresKnowEachOtherInOneDirection = slices().matching("io.tidewatch.reporting.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a feature can be taken out only where nothing goes round");

    @ArchTest
    static final ArchRule everyOperationDeclaresItsRoles = methods()
            .that()
            .areDeclaredInClassesThat()
            .haveSimpleNameEndingWith("Resource")
            .and()
            .arePublic()
            .should(new DeclareRoles())
            .because("an operation without a role is open to everybody");

    @ArchTest
    static final ArchRule oneConnectionPerUnitOfWork = noClasses()
            .that(use("org.hibernate.reactive"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx.mutiny.sqlclient..")
            .because("a session and the pool are two connections, hence two transactions");

    @ArchTest
    static final ArchRule businessTimeComesFromTheDatabase = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(OffsetDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("a report must be able to live through 30 days in seconds");

    @ArchTest
    static final ArchRule constructorsSayWhatAClassNeeds = noFields()
            .should()
            .beAnnotatedWith(Inject.class)
            .orShould()
            .beAnnotatedWith(ConfigProperty.class)
            .because("what is injected into fields is hidden from readers and tests");

    @ArchTest
    static final ArchRule settingsAreInterfacesThatSayWhatTheyMean = classes()
            .that()
            .areAnnotatedWith(io.smallrye.config.ConfigMapping.class)
            .should()
            .beInterfaces()
            .andShould()
            .haveSimpleNameEndingWith("Config")
            .because("all settings of a feature are in one place, checked at the start");

    @ArchTest
    static final ArchRule nothingWaitsOnTheEventLoop = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.sql..")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .because("one waiting thread holds up all readers");

    @ArchTest
    static final ArchRule namesSayWhatAClassDoes = noClasses()
            .that()
            .resideOutsideOfPackages(API, CLIENT)
            .should()
            .haveNameMatching(".*(Util|Utils|Helper|Common|Misc|Manager|Impl)")
            .because("such names become a home for leftovers");

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

    private static DescribedPredicate<JavaClass> use(String library) {
        return DescribedPredicate.describe("use " + library, type -> type.getDirectDependenciesFromSelf().stream()
                .anyMatch(dependency ->
                        dependency.getTargetClass().getPackageName().startsWith(library)));
    }

    private static DescribedPredicate<JavaClass> isBean() {
        return DescribedPredicate.describe(
                "are beans",
                type -> type.isAnnotatedWith(jakarta.enterprise.context.ApplicationScoped.class)
                        || type.getSimpleName().endsWith("Resource"));
    }
}
