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
    assertEquals(43, names.size());
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
      assertEquals(DataName.CIFAR10, config.data().name());
      assertEquals(List.of(Preprocessing.GCN, Preprocessing.ZCA), config.preprocess().steps());
      assertEquals(List.of(Augmentation.FLIP), config.preprocess().augment().steps());
      assertTrue(name.contains("-" + config.network().name().paperName() + "-"), name);
      boolean network = name.endsWith("-msn");
      assertEquals(network ? List.of(1, 2, 3, 4) : List.of(4), config.network().modules());
      boolean baseline = name.endsWith("-ce");
      assertEquals(baseline ? LossName.CROSS_ENTROPY : LossName.MSL, config.loss().name());
      assertEquals(1, config.loss().within().weight());
      assertEquals(
          new ThresholdConfig(0.5, 100, 0.9, 0.01, 0.001, ThresholdScope.SHARED),
          config.loss().threshold());
      assertEquals(80_000, config.training().iterations());
      assertEquals(128, config.training().batch());
      assertEquals(0.9, config.training().momentum());
      assertEquals(0, config.training().weightDecay().share());
      LearningRateConfig rate = config.training().learningRate();
      assertEquals(Schedule.STEP, rate.schedule());
      assertEquals(0.01, rate.initial());
      assertEquals(0.9, rate.factor());
      assertEquals(20_000, rate.every());
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
        assertEquals(LossName.CROSS_ENTROPY, plain.loss().name());
        assertEquals(LossName.MSL, msl.loss().name());
        assertEquals(plain.training(), msl.training());
        assertEquals(plain.preprocess(), msl.preprocess());
        assertTrue(msl.loss().within().weight() < 0.01);
        int epochs = plain.training().iterations() * plain.training().batch() / 50_000;
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
    assertEquals(100, digits.data().classes());
    assertEquals(5_000, digits.data().trainImages());
    assertEquals(4_000, digits.data().testImages());
    assertFalse(digits.preprocess().augment().steps().contains(Augmentation.FLIP));
  }

  @Test
  void theComparatorHasThreeHeadsUnderThePapersSettings() {
    RunConfig ten = Presets.named("cifar10-nin-multi").config();
    RunConfig hundred = Presets.named("cifar100-nin-multi").config();
    for (RunConfig config : List.of(ten, hundred)) {
      assertEquals("nin", config.network().name().toString());
      assertEquals(List.of(4), config.network().modules());
      assertEquals(LossName.MULTI_LOSS, config.loss().name());
      assertEquals(
          List.of(1 / 3.0, 1 / 3.0, 1 / 3.0), config.loss().relatives().multiLoss().weights());
      assertEquals(80_000, config.training().iterations());
    }
    assertEquals(128, ten.training().batch());
    assertEquals(512, hundred.training().batch());
    assertEquals(100, hundred.data().classes());
  }

  private static void assertTuned(
      String name, double within, int iterations, double decay, int batch, double learningRate) {
    RunConfig config = Presets.named(name).config();
    assertEquals(List.of(Preprocessing.STANDARDIZE), config.preprocess().steps());
    assertEquals(List.of(4), config.network().modules());
    assertEquals(LossName.MSL, config.loss().name());
    assertEquals(within, config.loss().within().weight());
    assertEquals(iterations, config.training().iterations());
    assertEquals(batch, config.training().batch());
    assertEquals(decay, config.training().weightDecay().share());
    LearningRateConfig rate = config.training().learningRate();
    assertEquals(Schedule.MILESTONES, rate.schedule());
    assertEquals(List.of(0.5, 0.75), rate.milestones());
    assertEquals(learningRate, rate.initial());
    assertEquals(0.1, rate.factor());
  }

  @Test
  void theDefaultTrainsWithoutAFolderAndMirrorsNoDigits() {
    RunConfig config = Presets.named(Presets.DEFAULT).config();
    assertEquals(config, new DataFolders().located(config));
    assertEquals(DataName.STREET_DIGITS, config.data().name());
    assertFalse(config.preprocess().augment().steps().contains(Augmentation.FLIP));
    assertEquals(0.001, config.loss().within().weight());
    assertEquals(0.002, config.training().weightDecay().share());
    assertEquals(20_000, config.data().trainImages());
    assertEquals(4_000, config.data().testImages());
    assertEquals(0, config.data().train(), "so that data=NAME takes all that another set has");
  }

  @Test
  void anUnknownPresetNamesTheNearest() {
    InvalidInputException e =
        assertThrows(InvalidInputException.class, () -> Presets.named("cifar10-resnet9-mls"));
    assertTrue(e.getMessage().endsWith("did you mean cifar10-resnet9-msl?"), e.getMessage());
  }
}
