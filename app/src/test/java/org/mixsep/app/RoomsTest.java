package org.mixsep.app;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class RoomsTest {
  @Test
  void roomsImportOnlyWhatStandsAboveThem() {
    JavaClasses app =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.mixsep.app");
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("config")
        .definedBy("org.mixsep.app.config..")
        .layer("wiring")
        .definedBy("org.mixsep.app.wiring..")
        .layer("images")
        .definedBy("org.mixsep.app.images..")
        .layer("runfolder")
        .definedBy("org.mixsep.app.runfolder..")
        .layer("run")
        .definedBy("org.mixsep.app.run..")
        .layer("model")
        .definedBy("org.mixsep.app.model..")
        .layer("tensorboard")
        .definedBy("org.mixsep.app.tensorboard..")
        .layer("statistics")
        .definedBy("org.mixsep.app.statistics..")
        .layer("report")
        .definedBy("org.mixsep.app.report..")
        .layer("dashboard")
        .definedBy("org.mixsep.app.dashboard..")
        .layer("doctor")
        .definedBy("org.mixsep.app.doctor..")
        .layer("serve")
        .definedBy("org.mixsep.app.serve..")
        .layer("experiment")
        .definedBy("org.mixsep.app.experiment..")
        .layer("cli")
        .definedBy("org.mixsep.app.cli..")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("dashboard")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("experiment")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("report")
        .mayOnlyBeAccessedByLayers("dashboard", "experiment", "cli")
        .whereLayer("doctor")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("serve")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("tensorboard")
        .mayOnlyBeAccessedByLayers("runfolder")
        .whereLayer("statistics")
        .mayOnlyBeAccessedByLayers("report")
        .whereLayer("run")
        .mayOnlyBeAccessedByLayers("experiment", "cli")
        .whereLayer("model")
        .mayOnlyBeAccessedByLayers("report", "serve", "cli")
        .whereLayer("runfolder")
        .mayOnlyBeAccessedByLayers(
            "run", "model", "report", "dashboard", "experiment", "doctor", "cli")
        .whereLayer("images")
        .mayOnlyBeAccessedByLayers("run", "model", "doctor", "cli")
        .whereLayer("wiring")
        .mayOnlyBeAccessedByLayers("images", "run", "model")
        .whereLayer("config")
        .mayOnlyBeAccessedByLayers(
            "wiring",
            "images",
            "runfolder",
            "run",
            "model",
            "report",
            "dashboard",
            "experiment",
            "doctor",
            "cli")
        .check(app);
  }
}
