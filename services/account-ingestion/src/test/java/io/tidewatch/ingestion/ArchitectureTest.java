package io.tidewatch.ingestion;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.tidewatch.testsuite.ServiceArchitecture;

@AnalyzeClasses(packages = "io.tidewatch.ingestion", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests SHARED = ArchTests.in(ServiceArchitecture.class);

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
}
