package io.tidewatch.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.tidewatch.testsuite.ServiceArchitecture;

@AnalyzeClasses(packages = "io.tidewatch.engine", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests SHARED = ArchTests.in(ServiceArchitecture.class);

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
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.smallrye.mutiny.groups.UniAwait")
            .because("one blocked event loop stops many requests; these two wait at shutdown only");

    private static boolean dependsOn(JavaClass item, String packagePrefix) {
        return item.getDirectDependenciesFromSelf().stream()
                .anyMatch(dependency ->
                        dependency.getTargetClass().getPackageName().startsWith(packagePrefix));
    }
}
