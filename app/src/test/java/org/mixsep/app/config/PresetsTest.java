package org.mixsep.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mixsep.InvalidInputException;

class PresetsTest {
  @Test
  void allAreThere() {
    List<String> names = Presets.all().stream().map(Preset::name).toList();
    assertEquals(45, names.size());
    assertEquals("street-digits", names.get(0));
    for (String network :
        List.of("vgg16", "resnet3", "resnet9", "resnet18", "resnet25", "wrn28-10")) {
      for (String loss : List.of("ce", "msl", "msn")) {
        assertTrue(names.contains("cifar10-" + network + "-" + loss));
      }
    }
  }

  @Test
  void thePaperPresetsAreLiteral() {
    for (Preset preset : Presets.all().subList(1, 19)) {
      RunConfig config = preset.config();
      String name = preset.name();
      assertEquals(DataName.CIFAR10, config.get(DataSettings.NAME));
      assertEquals(
          List.of(Preprocessing.GCN, Preprocessing.ZCA), config.get(PreprocessSettings.STEPS));
      assertEquals(List.of(Augmentation.FLIP), config.get(AugmentSettings.STEPS));
      assertTrue(name.contains("-" + config.get(NetworkSettings.NAME).paperName() + "-"), name);
      boolean network = name.endsWith("-msn");
      assertEquals(network ? List.of(1, 2, 3, 4) : List.of(4), config.get(NetworkSettings.MODULES));
      boolean baseline = name.endsWith("-ce");
      assertEquals(baseline ? LossName.CROSS_ENTROPY : LossName.MSL, config.get(LossSettings.NAME));
      assertEquals(1, config.get(WithinSettings.WEIGHT));
      assertEquals(0.5, config.get(ThresholdSettings.START));
      assertEquals(100, config.get(ThresholdSettings.WINDOW));
      assertEquals(0.9, config.get(ThresholdSettings.FACTOR));
      assertEquals(0.01, config.get(ThresholdSettings.TOLERANCE));
      assertEquals(0.001, config.get(ThresholdSettings.ABSOLUTE_TOLERANCE));
      assertEquals(ThresholdScope.SHARED, config.get(ThresholdSettings.SCOPE));
      assertEquals(80_000, config.get(TrainingSettings.ITERATIONS));
      assertEquals(128, config.get(TrainingSettings.BATCH));
      assertEquals(0.9, config.get(TrainingSettings.MOMENTUM));
      assertEquals(0, config.get(TrainingSettings.WEIGHT_DECAY));
      assertEquals(Schedule.STEP, config.get(LearningRateSettings.SCHEDULE));
      assertEquals(0.01, config.get(LearningRateSettings.INITIAL));
      assertEquals(0.9, config.get(LearningRateSettings.FACTOR));
      assertEquals(20_000, config.get(LearningRateSettings.EVERY));
      assertTrue(preset.description().contains("literal"));
      assertEquals(!baseline, preset.description().contains("w = 1 trains slowly"));
    }
  }

  @Test
  void strongPresetsDifferInTheLossAlone() {
    for (String data : List.of("cifar10", "cifar100")) {
      for (String name :
          List.of(
              "resnet3-strided-strong",
              "resnet9-strided-strong",
              "vgg16-strong",
              "wrn28-10-original-strong",
              "airbench")) {
        RunConfig plain = Presets.named(data + "-" + name).config();
        RunConfig msl = Presets.named(data + "-" + name + "-msl").config();
        assertEquals(data, plain.text("data.name"));
        assertEquals(LossName.CROSS_ENTROPY, plain.get(LossSettings.NAME));
        assertEquals(LossName.MSL, msl.get(LossSettings.NAME));
        for (Setting<?> setting : Catalogue.of(Scope.MODEL)) {
          if (!setting.key().startsWith("loss.")) {
            assertEquals(setting.textIn(plain), setting.textIn(msl), setting.key());
          }
        }
        assertTrue(msl.get(WithinSettings.WEIGHT) < 0.01);
        int epochs =
            plain.get(TrainingSettings.ITERATIONS) * plain.get(TrainingSettings.BATCH) / 50_000;
        assertTrue(epochs <= 40, name + " takes " + epochs);
      }
    }
  }

  /** The runs of docs/results/when-msl-wins.md, which the presets are to repeat. */
  @Test
  void theTunedPresetsAreTheMeasuredOnes() {
    assertTuned("street-digits-100", 0.00003, 2_400, 0.002, 128, 0.1);
    assertTuned("cifar10-resnet3-tuned", 0.0001, 1_500, 0.0005, 512, 0.2);
    RunConfig digits = Presets.named("street-digits-100").config();
    assertEquals(100, digits.get(DataSettings.CLASSES));
    assertEquals(5_000, digits.trainImages());
    assertEquals(4_000, digits.testImages());
    assertFalse(digits.get(AugmentSettings.STEPS).contains(Augmentation.FLIP));
  }

  @Test
  void theComparatorHasThreeHeadsUnderThePapersSettings() {
    RunConfig ten = Presets.named("cifar10-nin-multi").config();
    RunConfig hundred = Presets.named("cifar100-nin-multi").config();
    for (RunConfig config : List.of(ten, hundred)) {
      assertEquals("nin", config.get(NetworkSettings.NAME).toString());
      assertEquals(List.of(4), config.get(NetworkSettings.MODULES));
      assertEquals(LossName.MULTI_LOSS, config.get(LossSettings.NAME));
      assertEquals(
          List.of(1 / 3.0, 1 / 3.0, 1 / 3.0), config.get(RelativesSettings.MULTI_LOSS_WEIGHTS));
      assertEquals(80_000, config.get(TrainingSettings.ITERATIONS));
    }
    assertEquals(128, ten.get(TrainingSettings.BATCH));
    assertEquals(512, hundred.get(TrainingSettings.BATCH));
    assertEquals(100, hundred.get(DataSettings.CLASSES));
  }

  private static void assertTuned(
      String name, double within, int iterations, double decay, int batch, double learningRate) {
    RunConfig config = Presets.named(name).config();
    assertEquals(List.of(Preprocessing.STANDARDIZE), config.get(PreprocessSettings.STEPS));
    assertEquals(List.of(4), config.get(NetworkSettings.MODULES));
    assertEquals(LossName.MSL, config.get(LossSettings.NAME));
    assertEquals(within, config.get(WithinSettings.WEIGHT));
    assertEquals(iterations, config.get(TrainingSettings.ITERATIONS));
    assertEquals(batch, config.get(TrainingSettings.BATCH));
    assertEquals(decay, config.get(TrainingSettings.WEIGHT_DECAY));
    assertEquals(Schedule.MILESTONES, config.get(LearningRateSettings.SCHEDULE));
    assertEquals(List.of(0.5, 0.75), config.get(LearningRateSettings.MILESTONES));
    assertEquals(learningRate, config.get(LearningRateSettings.INITIAL));
    assertEquals(0.1, config.get(LearningRateSettings.FACTOR));
  }

  @Test
  void theDefaultTrainsWithoutAFolderAndMirrorsNoDigits() {
    RunConfig config = Presets.named(Presets.DEFAULT).config();
    assertEquals(config, new DataFolders().located(config));
    assertEquals(DataName.STREET_DIGITS, config.get(DataSettings.NAME));
    assertFalse(config.get(AugmentSettings.STEPS).contains(Augmentation.FLIP));
    assertEquals(0.001, config.get(WithinSettings.WEIGHT));
    assertEquals(0.002, config.get(TrainingSettings.WEIGHT_DECAY));
    assertEquals(20_000, config.trainImages());
    assertEquals(4_000, config.testImages());
    assertEquals(
        0, config.get(DataSettings.TRAIN), "so that data=NAME takes all that another set has");
  }

  @Test
  void anUnknownPresetNamesTheNearest() {
    InvalidInputException e =
        assertThrows(InvalidInputException.class, () -> Presets.named("cifar10-resnet9-mls"));
    assertTrue(e.getMessage().endsWith("did you mean cifar10-resnet9-msl?"), e.getMessage());
  }
}
