package io.tidewatch.rule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class RuleKitArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.tidewatch.rule", "io.tidewatch.metric");

    @Test
    void theKitIsPlainJava() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "jakarta..", "io.vertx..", "io.smallrye..")
                .because("the service, the command line and CI run the same engine")
                .check(CLASSES);
    }

    @Test
    void onlyTheCompilerKnowsDrools() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.tidewatch.rule.compile..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.drools..", "org.kie..", "org.objectweb.asm..")
                .because("what goes to Drools must pass the two layers there")
                .check(CLASSES);
    }

    @Test
    void nothingReadsTheClockOfTheMachine() {
        noClasses()
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.time.LocalDate.class, "now")
                .because("rules and playbooks are judged at the business time they are given")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.tidewatch.rule.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void mvelIsNotOnTheClassPath() {
        for (String name : new String[] {"org.mvel2.MVEL", "org.drools.mvel.MVELDialectRuntimeData"}) {
            assertThatThrownBy(() -> Class.forName(name))
                    .as("with MVEL there, annotations of rules run code while they are built")
                    .isInstanceOf(ClassNotFoundException.class);
        }
    }
}
