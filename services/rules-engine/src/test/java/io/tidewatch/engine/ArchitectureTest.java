package io.tidewatch.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.eclipse.microprofile.config.inject.ConfigProperty;

@AnalyzeClasses(packages = "io.tidewatch.engine", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule ONE_WAY_TO_THE_DATABASE = classes()
            .should(new ArchCondition<JavaClass>("not use Hibernate Reactive and the pg client together") {
                @Override
                public void check(JavaClass item, ConditionEvents events) {
                    boolean hibernate = dependsOn(item, "io.quarkus.hibernate.reactive");
                    boolean client = dependsOn(item, "io.vertx.mutiny.sqlclient");
                    if (hibernate && client) {
                        events.add(SimpleConditionEvent.violated(item, item.getName() + " uses both"));
                    }
                }
            })
            .because("a session and the pool are two connections, hence two transactions");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.tidewatch.engine.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule EVERY_OPERATION_NAMES_ITS_ROLES = methods()
            .that()
            .areDeclaredInClassesThat()
            .haveSimpleNameEndingWith("Resource")
            .and()
            .arePublic()
            .should()
            .beAnnotatedWith(RolesAllowed.class)
            .orShould()
            .beAnnotatedWith(PermitAll.class)
            .because("an operation without roles would be open to every user who is logged in");

    @ArchTest
    static final ArchRule BUSINESS_TIME_COMES_FROM_THE_DATABASE = noClasses()
            .that()
            .resideOutsideOfPackages("..api..", "..client..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(OffsetDateTime.class, "now")
            .because("business time can be moved, and is the same on all replicas");

    @ArchTest
    static final ArchRule CONSTRUCTORS_TELL_WHAT_A_CLASS_NEEDS =
            noFields().should().beAnnotatedWith(Inject.class).orShould().beAnnotatedWith(ConfigProperty.class);

    @ArchTest
    static final ArchRule SETTINGS_HAVE_AN_INTERFACE = constructors()
            .should(new ArchCondition<>("have no single settings") {
                @Override
                public void check(com.tngtech.archunit.core.domain.JavaConstructor item, ConditionEvents events) {
                    if (dependsOn(item.getOwner(), "org.eclipse.microprofile.config")) {
                        events.add(SimpleConditionEvent.violated(item, item.getFullName() + " reads single settings"));
                    }
                }
            })
            .because("the interface is where a reader finds all settings of a feature");

    @ArchTest
    static final ArchRule NOBODY_BLOCKS_AN_EVENT_LOOP = noClasses()
            .that()
            .haveNameNotMatching(".*\\.(Following|BundleChecking)")
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.smallrye.mutiny.groups.UniAwait")
            .because("one blocked event loop stops many requests; these two wait at shutdown only");

    @ArchTest
    static final ArchRule NAMES_SAY_WHAT_A_CLASS_DOES =
            noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Common|Manager|Impl|Misc)$");

    private static boolean dependsOn(JavaClass item, String packagePrefix) {
        return item.getDirectDependenciesFromSelf().stream()
                .anyMatch(dependency ->
                        dependency.getTargetClass().getPackageName().startsWith(packagePrefix));
    }
}
