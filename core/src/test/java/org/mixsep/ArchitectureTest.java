package org.mixsep;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Keeps the order of the rooms: each imports only what stands before it. */
class ArchitectureTest {
  private static final List<String> ROOMS =
      List.of(
          "torch",
          "distributed",
          "plan",
          "layer",
          "download",
          "picture",
          "data",
          "drawing",
          "preprocess",
          "batch",
          "network",
          "loss",
          "training",
          "export");

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.mixsep");

  @Test
  void everyRoomIsListed() {
    Set<String> found =
        CORE.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> !name.equals("org.mixsep"))
            .map(name -> name.substring("org.mixsep.".length()))
            .collect(Collectors.toSet());
    assertEquals(Set.copyOf(ROOMS), found);
  }

  @Test
  void roomsImportOnlyThoseBefore() {
    for (int i = 0; i < ROOMS.size() - 1; i++) {
      String[] after =
          ROOMS.subList(i + 1, ROOMS.size()).stream()
              .map(room -> "org.mixsep." + room + "..")
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage("org.mixsep." + ROOMS.get(i) + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(after)
          .check(CORE);
    }
  }

  @Test
  void whatAllRoomsUseDependsOnNone() {
    noClasses()
        .that()
        .resideInAPackage("org.mixsep")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.mixsep.*..")
        .check(CORE);
  }
}
