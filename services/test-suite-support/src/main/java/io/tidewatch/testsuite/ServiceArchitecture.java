package io.tidewatch.testsuite;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.smallrye.config.ConfigMapping;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What holds in every service. A service's own test takes it in with {@code ArchTests.in(ServiceArchitecture.class)}. */
public final class ServiceArchitecture {

    private static final String[] GENERATED = {"..api..", "..client.."};

    @ArchTest
    static final ArchRule everyOperationDeclaresItsRoles = methods()
            .that()
            .areDeclaredInClassesThat()
            .haveSimpleNameEndingWith("Resource")
            .and()
            .arePublic()
            .and()
            .doNotHaveModifier(JavaModifier.SYNTHETIC)
            .should(be(DescribedPredicate.describe(
                    "annotated with its roles, by itself or by its class",
                    (JavaMethod method) -> annotatedWith(RolesAllowed.class)
                                    .or(annotatedWith(PermitAll.class))
                                    .test(method)
                            || method.getOwner().isAnnotatedWith(RolesAllowed.class))))
            .because("an operation without a role is open to everybody");

    @ArchTest
    static final ArchRule packagesHaveNoCycles = slices().matching("io.tidewatch.*.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a feature can be read, changed and removed without the others");

    @ArchTest
    static final ArchRule oneUnitOfWorkUsesOneConnection = noClasses()
            .that(use(
                    "a session of Hibernate",
                    resideInAPackage("org.hibernate.reactive..").or(name("io.tidewatch.access.Sessions"))))
            .should(be(use("the pool", assignableTo("io.vertx.mutiny.sqlclient.Pool"))))
            .because("a session and the pool are two connections, hence two transactions");

    @ArchTest
    static final ArchRule sessionsAreUsedToTheirEnd = noClasses()
            .should(be(use(
                    "sessions that a request can cancel",
                    name("org.hibernate.reactive.mutiny.Mutiny$SessionFactory").forSubtype())))
            .because(
                    "a client that goes away would end them while a statement runs; those of Sessions complete their work");

    @ArchTest
    static final ArchRule businessTimeComesFromTheDatabase = noClasses()
            .that()
            .resideOutsideOfPackages(GENERATED)
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
            .because("business time can be moved, and is the same on all replicas");

    @ArchTest
    static final ArchRule dependenciesAreInTheConstructor = noFields()
            .should()
            .beAnnotatedWith(Inject.class)
            .orShould()
            .beAnnotatedWith(ConfigProperty.class)
            .because("what a class needs is seen in its constructor");

    @ArchTest
    static final ArchRule settingsAreInterfaces = classes()
            .that()
            .areAnnotatedWith(ConfigMapping.class)
            .should()
            .beInterfaces()
            .andShould()
            .haveSimpleNameEndingWith("Config")
            .because("all settings of a feature are documented in one place and checked at the start");

    @ArchTest
    static final ArchRule nothingSleeps = noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .because("one waiting thread of an event loop holds up all requests");

    @ArchTest
    static final ArchRule onlyImportsWaitForTheDatabase = noClasses()
            .that()
            .resideOutsideOfPackage("..imports..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.sql..")
            .because("JDBC blocks; imports have threads of their own, and need COPY, which the reactive client lacks");

    @ArchTest
    static final ArchRule namesSayWhatAClassDoes = noClasses()
            .that()
            .resideOutsideOfPackages(GENERATED)
            .should()
            .haveNameMatching(".*(Util|Utils|Helper|Common|Misc|Manager|Impl)$")
            .because("such names become a home for leftovers");

    private ServiceArchitecture() {}

    private static DescribedPredicate<JavaClass> use(String what, DescribedPredicate<JavaClass> types) {
        return DescribedPredicate.describe("use " + what, type -> type.getDirectDependenciesFromSelf().stream()
                .anyMatch(dependency -> types.test(dependency.getTargetClass())));
    }
}
