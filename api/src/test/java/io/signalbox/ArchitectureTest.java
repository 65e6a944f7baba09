package io.signalbox;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.signalbox");

    @Test
    void api_dependsOnNothingButJavaAnnotationsAndTheLoggingFacade() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "io.signalbox",
                        "io.signalbox.spi",
                        "org.jspecify.annotations",
                        "org.slf4j",
                        "com.google.errorprone.annotations..")
                .check(CLASSES);
    }

    /** What a backend author reads names what a caller sees, and nothing of how it is done. */
    @Test
    void spi_seesOfTheApiOnlyWhatItsSignaturesName() {
        classes()
                .that()
                .resideInAPackage("io.signalbox.spi")
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage("io.signalbox"))
                        .or(belongToAnyOf(
                                ConfigurationException.class,
                                Eviction.class,
                                Finding.class,
                                Finding.Level.class,
                                QueueView.class,
                                Resource.class,
                                ResourceView.class,
                                SignalboxException.class,
                                Subscription.class)))
                .check(CLASSES);
    }

    @Test
    void api_hasTwoPackages() {
        classes()
                .should()
                .resideInAnyPackage("io.signalbox", "io.signalbox.spi")
                .check(CLASSES);
    }

    @Test
    void noClass_hasANameThatSaysNothing() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Impl|Manager|Abstract)\\b.*")
                .check(CLASSES);
    }

    @Test
    void publicClasses_areFinal() {
        classes()
                .that()
                .arePublic()
                .and()
                .areNotInterfaces()
                .and()
                .doNotBelongToAnyOf(SignalboxException.class)
                .should(beFinalOrAnEnum())
                .check(CLASSES);
    }

    private static ArchCondition<JavaClass> beFinalOrAnEnum() {
        return new ArchCondition<>("be final, a record or an enum") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean closed = type.getModifiers().contains(FINAL) || type.isEnum() || type.isRecord();
                events.add(new SimpleConditionEvent(type, closed, type.getFullName() + " is open to subclasses"));
            }
        };
    }

    @Test
    void rootException_isSealed() {
        org.assertj.core.api.Assertions.assertThat(SignalboxException.class.isSealed())
                .isTrue();
    }

    @Test
    void threads_areMadeInOnePlace() {
        noClasses()
                .that()
                .doNotHaveSimpleName("BoxRuntime")
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.util.concurrent")
                        .and(new com.tngtech.archunit.base.DescribedPredicate<>("are executors") {
                            @Override
                            public boolean test(JavaClass type) {
                                return type.isAssignableTo(java.util.concurrent.ExecutorService.class);
                            }
                        }))
                .check(CLASSES);
    }
}
