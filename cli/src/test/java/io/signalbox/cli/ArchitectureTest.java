package io.signalbox.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.signalbox.cli");

    @Test
    void cli_seesNoBackend() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.signalbox.local..", "io.signalbox.zookeeper..", "org.apache.curator..")
                .check(CLASSES);
    }

    @Test
    void zooKeeper_isSeenByTheEmbeddedServerAlone() {
        noClasses()
                .that()
                .doNotHaveSimpleName("EmbeddedServer")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.zookeeper..")
                .check(CLASSES);
    }

    @Test
    void nobodyPrints_butTheConsole() {
        noClasses()
                .that()
                .doNotHaveSimpleName("Console")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }
}
