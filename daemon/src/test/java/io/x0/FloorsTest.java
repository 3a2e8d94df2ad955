package io.x0;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The floors of the house: who may stand on whom, and what may be touched where. */
@AnalyzeClasses(packages = "io.x0", importOptions = ImportOption.DoNotIncludeTests.class)
class FloorsTest {
  private static final int MAX_LINES = 400;

  /** A floor may use the floors below it, never those above or beside it. */
  @ArchTest
  static final ArchRule floors =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .ensureAllClassesAreContainedInArchitecture()
          .layer("time")
          .definedBy("io.x0.time..")
          .layer("common")
          .definedBy("io.x0.common..")
          .layer("stats")
          .definedBy("io.x0.stats..")
          .optionalLayer("shaper")
          .definedBy("io.x0.shaper..")
          .layer("link")
          .definedBy("io.x0.link..")
          .layer("limit")
          .definedBy("io.x0.limit..")
          .layer("unix")
          .definedBy("io.x0.unix..")
          .optionalLayer("health")
          .definedBy("io.x0.health..")
          .layer("director")
          .definedBy("io.x0.director..")
          .optionalLayer("cache")
          .definedBy("io.x0.cache..")
          .layer("flow")
          .definedBy("io.x0.flow..")
          .layer("store")
          .definedBy("io.x0.store..")
          .layer("proxy")
          .definedBy("io.x0.proxy..")
          .layer("admin")
          .definedBy("io.x0.admin..")
          .optionalLayer("haproxy")
          .definedBy("io.x0.haproxy..")
          .layer("modules")
          .definedBy("io.x0.modules..")
          .layer("daemon")
          .definedBy("io.x0.daemon..")
          .whereLayer("daemon")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("modules")
          .mayOnlyBeAccessedByLayers("daemon")
          .whereLayer("haproxy")
          .mayOnlyBeAccessedByLayers("modules", "daemon")
          .whereLayer("admin")
          .mayOnlyBeAccessedByLayers("modules", "daemon")
          .whereLayer("proxy")
          .mayOnlyBeAccessedByLayers("modules", "daemon")
          .whereLayer("store")
          .mayOnlyBeAccessedByLayers("modules", "daemon")
          .whereLayer("flow")
          .mayOnlyBeAccessedByLayers("store", "proxy", "admin", "haproxy", "modules", "daemon")
          .whereLayer("cache")
          .mayOnlyBeAccessedByLayers(
              "director", "store", "proxy", "admin", "haproxy", "modules", "daemon")
          .whereLayer("director")
          .mayOnlyBeAccessedByLayers("store", "proxy", "admin", "haproxy", "modules", "daemon")
          .whereLayer("health")
          .mayOnlyBeAccessedByLayers(
              "director", "cache", "store", "proxy", "admin", "haproxy", "modules", "daemon")
          .whereLayer("link")
          .mayOnlyBeAccessedByLayers(
              "health", "director", "store", "proxy", "admin", "haproxy", "modules", "daemon")
          .whereLayer("limit")
          .mayOnlyBeAccessedByLayers("proxy", "admin", "modules", "daemon")
          .whereLayer("unix")
          .mayOnlyBeAccessedByLayers("proxy", "admin", "haproxy", "modules", "daemon")
          .whereLayer("shaper")
          .mayOnlyBeAccessedByLayers(
              "health", "director", "store", "proxy", "admin", "haproxy", "modules", "daemon")
          .whereLayer("stats")
          .mayOnlyBeAccessedByLayers(
              "health",
              "director",
              "cache",
              "flow",
              "store",
              "proxy",
              "admin",
              "haproxy",
              "modules",
              "daemon")
          .whereLayer("common")
          .mayNotAccessAnyLayer()
          .whereLayer("time")
          .mayNotAccessAnyLayer();

  @ArchTest
  static final ArchRule noCyclesOfPackages =
      slices().matching("io.x0.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule jettyAtTheEdgeOnly =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.x0.proxy..", "io.x0.admin..", "io.x0.modules..", "io.x0.daemon..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.eclipse.jetty..");

  /** Modules ask requests; they do not wire servers, clients or handlers. */
  @ArchTest
  static final ArchRule modulesOnlyLookAtRequests =
      noClasses()
          .that()
          .resideInAPackage("io.x0.modules..")
          .should()
          .dependOnClassesThat(
              are(resideInAnyPackage("org.eclipse.jetty.."))
                  .and(
                      are(
                          not(
                              new DescribedPredicate<JavaClass>("of a request") {
                                @Override
                                public boolean test(JavaClass type) {
                                  return List.of(
                                          "org.eclipse.jetty.server.Request",
                                          "org.eclipse.jetty.server.Response",
                                          "org.eclipse.jetty.server.ConnectionMetaData",
                                          "org.eclipse.jetty.http.HttpFields",
                                          "org.eclipse.jetty.http.HttpFields$Mutable",
                                          "org.eclipse.jetty.http.HttpCookie",
                                          "org.eclipse.jetty.http.HttpURI",
                                          "org.eclipse.jetty.util.Fields",
                                          "org.eclipse.jetty.util.Fields$Field")
                                      .contains(type.getName());
                                }
                              }))));

  @ArchTest
  static final ArchRule sqlInTheStoreOnly =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.x0.store..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..");

  @ArchTest
  static final ArchRule noJsonInTheCore =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.x0.director..",
              "io.x0.health..",
              "io.x0.shaper..",
              "io.x0.flow..",
              "io.x0.time..",
              "io.x0.stats..",
              "io.x0.cache..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.google.gson..");

  @ArchTest
  static final ArchRule noLoggingInTheCore =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.x0.shaper..",
              "io.x0.time..",
              "io.x0.stats..",
              "io.x0.flow..",
              "io.x0.health..",
              "io.x0.director..",
              "io.x0.cache..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.slf4j..", "ch.qos.logback..", "java.util.logging..");

  @ArchTest
  static final ArchRule commandLineInTheDaemonOnly =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.x0.daemon..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..");

  @ArchTest
  static final ArchRule grammarInTheSyntaxOnly =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.x0.flow.grammar..", "io.x0.flow.syntax..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.antlr..");

  /** Everything else takes a Clock, so that tests can stand still. */
  @ArchTest
  static final ArchRule timeFromTheClockOnly =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.x0.time..")
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(Clock.class, "systemDefaultZone");

  /** The store stamps files that it sets aside with the wall clock, which the daemon hands it. */
  @ArchTest
  static final ArchRule wallClockFromTheDaemonOnly =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.x0.daemon..")
          .should()
          .callMethod(InstantSource.class, "system");

  @ArchTest
  static final ArchRule locksInsteadOfSynchronizedMethods =
      methods()
          .that()
          .areDeclaredInClassesThat()
          .resideOutsideOfPackage("io.x0.flow.grammar..")
          .should(notBeSynchronized());

  /** The end of the process is decided where it began. */
  @ArchTest
  static final ArchRule exitFromMainOnly =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.x0.daemon.Main")
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class)
          .orShould()
          .callMethod(Runtime.class, "exit", int.class);

  private static ArchCondition<JavaMethod> notBeSynchronized() {
    return new ArchCondition<>("not be synchronized") {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        if (method.getModifiers().contains(JavaModifier.SYNCHRONIZED)) {
          events.add(SimpleConditionEvent.violated(method, method.getFullName()));
        }
      }
    };
  }

  @Test
  void sourceFiles_areShortEnoughToRead() throws IOException {
    for (Path root : List.of(Path.of("src/main/java"), Path.of("../common/src/main/java"))) {
      List<Path> sources;
      try (Stream<Path> files = Files.walk(root)) {
        sources = files.filter(file -> file.toString().endsWith(".java")).toList();
      }
      assertThat(sources).as(root.toString()).hasSizeGreaterThan(10);
      for (Path source : sources) {
        assertThat(Files.readAllLines(source)).as(source.toString()).hasSizeLessThan(MAX_LINES + 1);
      }
    }
  }
}
