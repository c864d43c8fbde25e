package org.mixsep.app.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.Catalogue;
import org.mixsep.app.config.DataSettings;
import org.mixsep.app.config.LearningRateSettings;
import org.mixsep.app.config.NetworkSettings;
import org.mixsep.app.config.OutputSettings;
import org.mixsep.app.config.Presets;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.Scope;
import org.mixsep.app.config.Setting;
import org.mixsep.app.config.TrainingSettings;
import org.mixsep.app.config.WithinSettings;
import org.mixsep.app.report.PaperNumbers;

class ItemsTest {
  private static final Variation LITERAL = Variation.of(List.of());

  private static Experiment experiment(String item, List<String> only, String... settings) {
    return Experiment.of(Items.named(item), Variation.of(List.of(settings)), List.of(1L), only);
  }

  /** The paper's numbers in the order of the runs (its figures and tables); - for none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "fig1; 7.45",
        "fig3; 7.55 7.11 7.45 7.07 6.97 6.25 6.43 - 5.97 5.48 4.0 3.72 - 8.81",
        "fig4; 31.85 30.53 31.61 30.28 27.01 - 26.8 - 19.25 18.29 33.53 31.47",
        "fig5; - 1.92 2.25 - 2.21 - 2.18 - 2.14 - 1.81 1.64 - -",
        "fig7; 9.45 8.82 7.02 6.21 6.48 5.98",
        "fig8; 31.85 30.53",
        "fig9; 31.85 30.53",
        "table2; 31.25 30.98 31.04 31.08 30.61 30.65 30.53",
        "table3; 31.82 31.83 31.81 31.77 31.84 31.06 31.85 30.53"
      })
  void everyRunStandsBesideThePapersNumber(String name, String numbers) {
    Experiment experiment = experiment(name, List.of());
    String found =
        experiment.runs().stream()
            .map(run -> PaperNumbers.of(experiment.item().inPaper(), run.literal()))
            .map(entry -> entry.map(e -> Double.toString(e.percent())).orElse("-"))
            .collect(Collectors.joining(" "));
    assertEquals(numbers, found);
    assertEquals(List.of(), experiment.departures());
  }

  @Test
  void armsOfARowDifferInNothingButWhatIsCompared() {
    Experiment table3 = experiment("table3", List.of("512"));
    assertEquals(2, table3.runs().size());
    assertEquals(
        List.of("loss.name cross-entropy → msl"),
        Job.departures(table3.runs().get(0).job().config(), table3.runs().get(1).job().config()));
    assertEquals("512", table3.runs().get(0).job().config().text("batch"));
  }

  private static Experiment strong(String item, List<String> only, String... settings) {
    Variation variation = Variation.of(Variation.Recipe.STRONG, List.of(settings));
    return Experiment.of(Items.named(item), variation, List.of(1L), only);
  }

  /** The strong recipe is that of the preset; what an item compares stays. */
  @Test
  void aStrongRecipeIsThePresets() {
    Experiment fig3 = strong("fig3", List.of("vgg16"));
    RunConfig preset = Presets.named("cifar10-vgg16-strong").config();
    RunConfig run = fig3.runs().get(0).job().config();
    assertEquals(recipe(preset), recipe(run));
    assertEquals(
        List.of(1, 2, 3, 4), fig3.runs().get(1).job().config().get(NetworkSettings.MODULES));
    assertEquals(0.0001, fig3.runs().get(1).job().config().get(WithinSettings.WEIGHT));
  }

  /** What makes a model but for its network and loss: preprocessing and training. */
  private static Map<String, String> recipe(RunConfig config) {
    return texts(config, key -> !key.matches("(network|modules|prediction|init|loss)\\b.*"));
  }

  private static Map<String, String> loss(RunConfig config) {
    return texts(config, key -> key.startsWith("loss."));
  }

  private static Map<String, String> texts(RunConfig config, Predicate<String> keys) {
    Map<String, String> texts = new TreeMap<>();
    for (Setting<?> setting : Catalogue.of(Scope.MODEL)) {
      if (keys.test(setting.key())) {
        texts.put(setting.key(), setting.textIn(config));
      }
    }
    return texts;
  }

  /** As many epochs for each batch size, and rates in proportion. */
  @Test
  void aStrongRecipeFollowsTheBatchThatIsCompared() {
    Experiment table3 = strong("table3", List.of(), "network=resnet3-strided", "data=folder");
    for (Experiment.Run run : table3.runs()) {
      RunConfig config = run.job().config();
      int batch = config.get(TrainingSettings.BATCH);
      assertEquals(run.literal().get(TrainingSettings.BATCH), batch);
      assertEquals(24 * (50_000 / batch), config.get(TrainingSettings.ITERATIONS));
      assertEquals(0.2 * batch / 128, config.get(LearningRateSettings.INITIAL), 1e-12);
    }
  }

  @Test
  void aShortenedStrongRecipeScalesItsWarmUp() {
    Experiment shorter = strong("fig3", List.of("vgg16"), "iterations=780");
    assertEquals(39, shorter.runs().get(0).job().config().get(LearningRateSettings.WARMUP));
  }

  @Test
  void theVerdictsRunsAreThePresetsAndItsRecipesMayBeChanged() {
    Experiment verdict = experiment("verdict", List.of("airbench"));
    RunConfig plain = verdict.runs().get(0).job().config();
    RunConfig msl = verdict.runs().get(1).job().config();
    assertEquals(recipe(Presets.named("cifar10-airbench").config()), recipe(plain));
    assertEquals(loss(Presets.named("cifar10-airbench-msl").config()), loss(msl));
    assertEquals(List.of(), verdict.departures());
    Experiment longer = experiment("verdict", List.of("airbench"), "iterations=400");
    assertEquals(400, longer.runs().get(0).job().config().get(TrainingSettings.ITERATIONS));
    assertTrue(Items.all().stream().noneMatch(item -> item.name().equals("verdict")));
  }

  @Test
  void seedsAreTheOnlyDifferenceOfPairedRunsAndComeSeedAfterSeed() {
    Experiment fig3 =
        Experiment.of(Items.named("fig3"), LITERAL, List.of(1L, 2L), List.of("resnet3"));
    assertEquals(
        List.of("1", "1", "2", "2"),
        fig3.runs().stream().map(run -> run.job().config().text("seed")).toList());
  }

  /** Or runs of an earlier version would be done again: settings may be added, at a default. */
  @Test
  void theFolderOfARunStaysAcrossVersions() {
    Experiment fig3 = Experiment.of(Items.named("fig3"), LITERAL, List.of(1L), List.of("resnet3"));
    assertEquals("cifar10-resnet3-config1-ce-b128-s1-88ff7c29", fig3.runs().get(0).job().folder());
    // Which is typed and written as resnet-k18 since.
    fig3 = Experiment.of(Items.named("fig3"), LITERAL, List.of(1L), List.of("resnet18"));
    assertEquals("cifar10-resnet18-config1-ce-b128-s1-c0d990a9", fig3.runs().get(0).job().folder());
    assertEquals("resnet18", fig3.runs().get(0).rowName());
  }

  @Test
  void onlyKeepsRowsAndArmsWithWhatTheyAreComparedWith() {
    List<String> arms =
        experiment("table2", List.of("config7", "config3")).runs().stream()
            .map(run -> run.arm().name())
            .toList();
    assertEquals(List.of("config1", "config3", "config7"), arms);
    String refusal =
        assertThrows(
                InvalidInputException.class,
                () -> experiment("fig3", List.of("resnet3", "alexnet")))
            .getMessage();
    assertTrue(refusal.startsWith("--only alexnet: fig3 has no such row or arm; it has vgg16, "));
  }

  @Test
  void otherImagesAndFewerIterationsChangeWhatHasToChange() {
    Experiment reduced =
        experiment("table2", List.of(), "data=street-digits", "iterations=8000", "network=resnet1");
    assertEquals(
        List.of(
            "data.name cifar100 → street-digits",
            "augment flip → none",
            "network.name vgg16 → resnet1",
            "iterations 80000 → 8000",
            "learningRate.every 20000 → 2000"),
        reduced.departures());
    var config = reduced.runs().get(0).job().config();
    assertEquals(100, config.get(DataSettings.CLASSES));
    assertEquals(100, config.get(OutputSettings.EVALUATE_EVERY));
    assertEquals(10, config.get(OutputSettings.LOG_EVERY));
    var tiny = experiment("table2", List.of(), "iterations=20").runs().get(0).job().config();
    assertEquals(20, tiny.get(OutputSettings.EVALUATE_EVERY), "not every quarter of an iteration");
    assertEquals(5, tiny.get(LearningRateSettings.EVERY));
    var mine = experiment("table2", List.of(), "iterations=8000", "evaluate.every=7");
    assertEquals(7, mine.runs().get(0).job().config().get(OutputSettings.EVALUATE_EVERY));
  }

  @Test
  void aRowNamedAfterItsNetworkIsNamedAfterTheOneInItsPlace() {
    Experiment fig8 = experiment("fig8", List.of("vgg16"), "network=resnet1");
    assertEquals("resnet1", fig8.runs().get(0).rowName());
    assertTrue(fig8.runs().get(0).job().label().startsWith("resnet1, cross-entropy"));
    Experiment table3 = experiment("table3", List.of("512"), "network=resnet1");
    assertEquals("batch 512", table3.runs().get(0).rowName());
  }

  @Test
  void tenClassSetsTakeThePlaceOfAHundredClasses() {
    var config = experiment("fig8", List.of(), "data=fashion-mnist").runs().get(0).job().config();
    assertEquals(10, config.get(DataSettings.CLASSES));
    assertEquals("flip", config.text("augment"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "table3; batch=64; batch=64 is refused: table3 compares runs that differ in it",
        "fig3; network=resnet1; --only chooses some of its rows",
        "fig1; seed=4; --seeds names the seeds",
        "fig1; epochs=4; epochs=4 is refused: --iterations N says how long",
        "fig1; iterations=0; iterations=0 is refused",
      })
  void refusesWhatWouldUndoTheComparison(String item, String setting, String message) {
    String refusal =
        assertThrows(InvalidInputException.class, () -> experiment(item, List.of(), setting))
            .getMessage();
    assertTrue(refusal.contains(message), refusal);
  }

  @Test
  void equalRunsHaveOneFolderWhateverOnlyTheMachineOrAnIdleSettingSays() {
    List<String> fig4 = folders(experiment("fig4", List.of("vgg16")));
    assertEquals(fig4, folders(experiment("fig8", List.of(), "threads=1")));
    List<String> weighted = folders(experiment("fig8", List.of(), "loss.within.weight=0.01"));
    assertEquals(fig4.get(0), weighted.get(0), "w is idle in cross-entropy");
    assertNotEquals(fig4.get(1), weighted.get(1), "but not in MSL");
    List<Job> all =
        Items.all().stream()
            .flatMap(item -> Experiment.of(item, LITERAL, List.of(1L), List.of()).runs().stream())
            .map(Experiment.Run::job)
            .toList();
    // fig1 is in fig3; fig8, fig9, config7 and cross-entropy at batch 512 are in fig4; config1 is
    // MSL
    // at batch 512.
    assertEquals(all.size() - 1 - 4 - 2 - 1, Runner.distinct(all).size());
  }

  private static List<String> folders(Experiment experiment) {
    return experiment.runs().stream().map(run -> run.job().folder()).toList();
  }

  @Test
  void unknownItemsAreRefusedWithTheNearest() {
    String refusal =
        assertThrows(InvalidInputException.class, () -> Items.named("tabel2")).getMessage();
    assertTrue(refusal.endsWith("did you mean table2?"), refusal);
  }

  @Test
  void seedsAreListedOneByOneOrFromTo() {
    assertEquals(List.of(1L, 2L, 3L, 9L), Seeds.parse("1..3, 9"));
    for (String wrong : Arrays.asList("", "3..1", "1..3,2", "a", "-1", "1..2000")) {
      assertThrows(InvalidInputException.class, () -> Seeds.parse(wrong), wrong);
    }
  }
}
