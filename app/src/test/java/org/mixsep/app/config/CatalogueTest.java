package org.mixsep.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mixsep.InvalidInputException;
import org.mixsep.loss.PairDistance;

class CatalogueTest {
  private static String refusal(String... arguments) {
    InvalidInputException e =
        assertThrows(
            InvalidInputException.class,
            () -> ConfigSources.resolve(Presets.DEFAULT, Optional.empty(), List.of(arguments)));
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
    return e.getMessage();
  }

  private static RunConfig resolved(String... arguments) {
    return ConfigSources.resolve(Presets.DEFAULT, Optional.empty(), List.of(arguments));
  }

  @TestFactory
  Stream<DynamicTest> everySettingHasHelpAndAValidDefault() {
    return Catalogue.all().stream()
        .map(
            setting ->
                DynamicTest.dynamicTest(
                    setting.key(),
                    () -> {
                      assertTrue(setting.help().length() > 20 && setting.help().endsWith("."));
                      assertFalse(setting.help().contains("\n"));
                      assertFalse(setting.kind().allowed().isBlank());
                      RunConfig defaults = RunConfig.of(Values.defaults());
                      assertEquals(setting.defaultText(), setting.textIn(defaults));
                    }));
  }

  @Test
  void keysAreUnique() {
    assertEquals(
        Catalogue.all().size(), Catalogue.all().stream().map(Setting::key).distinct().count());
  }

  /** Settings of the network, loss and training are the rest. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FILES | data.dir data.url weights.url log.tensorboard checkpoint.every run cache",
        "RECORDS | processes.timeout evaluate.every evaluate.views log.every",
        "MACHINE | device threads",
        "ARITHMETIC | precision convolution",
      })
  void whatIsNoPartOfAModelIsKnown(Scope scope, String keys) {
    assertEquals(keys, String.join(" ", Catalogue.of(scope).stream().map(Setting::key).toList()));
    assertEquals(scope == Scope.MACHINE || scope == Scope.ARITHMETIC, scope.decides());
  }

  @Test
  void aSettingOfNoListedClassHasNoValue() {
    Setting<Boolean> stray = new Group(Scope.MODEL).flag("stray", true).help("Nobody lists it.");
    String line =
        assertThrows(IllegalArgumentException.class, () -> resolved().get(stray)).getMessage();
    assertEquals("stray is not in the catalogue", line);
  }

  @Test
  void imagesAreWhatSettingsOfDataSay() {
    for (Setting<?> setting : Catalogue.of(Scope.IMAGES)) {
      assertTrue(setting.key().startsWith("data."), setting.key());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "learningRat=0.1, learningRate",
    "learning_rate=0.1, learningRate",
    "loss.pairDistanc=euclidean, loss.pairDistance",
    "pairDistance=euclidean, loss.pairDistance",
    "within.weight=1, loss.within.weight",
    "loss.withinWeight=1, loss.within.weight",
    "batchSize=3, batch",
    "weight-decay=0, weightDecay",
    "itertions=3, iterations",
    "Network=resnet3, network",
  })
  void anUnknownKeyNamesTheNearest(String argument, String meant) {
    String line = refusal(argument);
    assertTrue(line.startsWith("unknown setting " + argument), line);
    assertTrue(line.endsWith("; did you mean " + meant + "?"), line);
    assertTrue(line.contains("allowed"), line);
  }

  @Test
  void anUnknownKeyOfAGroupListsTheGroup() {
    assertTrue(refusal("loss.foo=1").contains("loss.within.weight, loss.within.warmup, "));
    assertTrue(refusal("preset=street-digits").contains("--preset NAME"));
    assertFalse(refusal("qqqqqqqqqqqqq=1").contains("did you mean"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "loss.pairDistance=manhatten | euclidean, manhattan, squared_euclidean | manhattan",
        "network=resent9 | vgg16 | resnet9",
        "network=wrn28_1 | wrn28-10 | wrn28-10",
        "modules=confg7 | config1 to config7 | config7",
        "preprocess=gcn,zac | gcn, zca, standardize | zca",
        "data=cifar-10 | street-digits, cifar10, cifar100, svhn, mnist, fashion-mnist, folder | cifar10",
        "learningRate.schedule=cosin | step, milestones, cosine, linear, onecycle, constant | cosine",
        "loss=mls | cross-entropy, msl, center | msl",
      })
  void aWrongNameIsRefusedWithWhatWasMeant(String argument, String allowed, String meant) {
    String line = refusal(argument);
    assertTrue(line.contains(argument.substring(argument.indexOf('='))), line);
    assertTrue(line.contains("allowed: ") && line.contains(allowed), line);
    assertTrue(line.endsWith("did you mean " + meant + "?"), line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "batch=0",
        "batch=",
        "batch=1.5",
        "batch=99999999999999999999",
        "iterations=-1",
        "momentum=1",
        "momentum=NaN",
        "learningRate=0",
        "learningRate=1e999",
        "learningRate=fast",
        "learningRate.factor=1.1",
        "learningRate.milestones=0.75,0.5",
        "learningRate.end=1.1",
        "learningRate.onecycle.rise=1",
        "learningRate.onecycle.start=-0.1",
        "learningRate.milestones=0.5,0.5",
        "learningRate.milestones=0.5,1",
        "data.classes=20",
        "data.seed=-1",
        "data.validation=-1",
        "data.labelNoise=-0.1",
        "data.labelNoise=1",
        "data.testShare=0",
        "data.testShare=1",
        "data.layout=crop",
        "data.height=7",
        "data.width=1025",
        "data.pad=maybe",
        "nesterov=maybe",
        "weightDecay.of=biases",
        "evaluate.views=flip",
        "average.decay=1",
        "average.every=0",
        "modules=5",
        "modules=0,4",
        "modules=2,2",
        "modules=",
        "network=resnet0",
        "network=resnet201",
        "network=resnet99999999999",
        "network=wrn28-10-strided",
        "preprocess=zca,zca",
        "augment=flip,,crop",
        "augment.flip=always",
        "augment.crop.padding=0",
        "augment.crop.fill=mirror",
        "augment.cutout.size=0",
        "augment.mixup.alpha=0",
        "augment.cutmix.alpha=-1",
        "augment.mix.probability=1.1",
        "augment.randaugment.operations=0",
        "augment.randaugment.strength=31",
        "threads=-1",
        "loss.within.weight=-0.1",
        "loss.within.share=-0.1",
        "loss.within.memory=-1",
        "loss.within.memory=1001",
        "loss.center.weight=-1",
        "loss.center.rate=1.1",
        "loss.hinge.power=4",
        "loss.hinge.margin=0",
        "loss.focal.gamma=-1",
        "loss.contrastive.power=3",
        "loss.contrastive.margin=0",
        "loss.triplet.margin=-0.1",
        "loss.triplet.mining=hard",
        "loss.supervised-contrastive.temperature=0",
        "loss.l-softmax.margin=5",
        "loss.cosface.scale=0",
        "loss.arcface.margin=3.2",
        "loss.multi-loss.weights=1,1",
        "loss.multi-loss.weights=1,1,-1",
        "loss.multi-loss.sigma=0",
        "run=a\u0000b",
        "preprocess.zca.rank=-1",
        "batches=random",
        "batches.imagesPerClass=-1",
        "data.url=ftp://host/",
        "data.url=host/folder",
        "data.url=http://user:secret@host/",
      })
  void aValueOutOfRangeIsRefused(String argument) {
    String key = argument.substring(0, argument.indexOf('='));
    String line = refusal(argument);
    assertTrue(line.startsWith(Catalogue.fullKey(key) + "="), line);
    assertTrue(line.contains("allowed: "), line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "loss=hinge loss.labelSmoothing=0.1 | loss.labelSmoothing=0.1 has no place in loss=hinge",
        "loss=arcface augment=mixup | but loss=arcface takes one",
        "loss=msl loss.within.add=on | loss.within.add=on needs another loss than msl",
      })
  void settingsThatALossHasNoUseForAreRefused(String arguments, String message) {
    String line = refusal(arguments.split(" "));
    assertTrue(line.contains(message), line);
  }

  @Test
  void valuesThatTextsMayNotSayAreRefused() {
    InvalidInputException e =
        assertThrows(
            InvalidInputException.class, () -> resolved().with(ThresholdSettings.WINDOW, 0));
    assertTrue(e.getMessage().startsWith("loss.threshold.window=0 is refused"), e.getMessage());
  }

  @Test
  void namesAreReadWhateverTheirCaseAndHyphens() {
    RunConfig config =
        resolved(
            "loss=Cross_Entropy",
            "loss.pairDistance=squared-euclidean",
            "network=ResNet9_Strided",
            "nesterov=true");
    assertEquals(LossName.CROSS_ENTROPY, config.get(LossSettings.NAME));
    assertEquals(PairDistance.SQUARED_EUCLIDEAN, config.get(WithinSettings.PAIR_DISTANCE));
    assertEquals("resnet9-strided", config.get(NetworkSettings.NAME).toString());
    assertTrue(config.get(TrainingSettings.NESTEROV));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "config1 | 4 | config1",
        "config6 | 1,3,4 | config6",
        "4,2 | 2,4 | config3",
        "1,2 | 1,2,4 | 1,2,4",
        "3 | 3,4 | config2",
      })
  void modulesAreNamesOrLists(String given, String blocks, String written) {
    RunConfig config = resolved("modules=" + given);
    assertEquals(
        Stream.of(blocks.split(",")).map(Integer::valueOf).toList(),
        config.get(NetworkSettings.MODULES));
    assertEquals(written, NetworkSettings.MODULES.textIn(config));
  }

  @Test
  void settingsThatContradictEachOtherAreRefused() {
    assertTrue(refusal("network=nin").contains("modules=config7 needs block 1, but network=nin"));
    assertEquals(
        List.of(2, 3, 4), resolved("network=nin", "modules=config5").get(NetworkSettings.MODULES));
    assertTrue(refusal("data=cifar10", "data.classes=100").contains("data.classes=100"));
    assertTrue(refusal("data.extra=on").contains("data.extra=on needs data=svhn"));
    assertTrue(
        refusal("data.train=1000", "data.validation=900")
            .contains("data.validation=900 leaves less than one batch of 128 images"));
    resolved("data.train=1000", "data.validation=872");
    resolved("data=cifar100", "data.classes=100");
    assertTrue(refusal("data.train=100").contains("less than one batch of 128"));
    assertTrue(
        refusal("batches=balanced", "batches.imagesPerClass=3")
            .contains("batch=128 is no multiple of batches.imagesPerClass=3"));
    resolved("batches=shuffled", "batches.imagesPerClass=3");
    assertTrue(refusal("nesterov=on", "momentum=0").contains("momentum above 0"));
    assertTrue(
        refusal("learningRate.schedule=milestones", "learningRate.milestones=none")
            .contains("needs learningRate.milestones"));
    assertTrue(
        refusal("learningRate.schedule=onecycle", "learningRate.warmup=5")
            .endsWith("set learningRate.warmup=0"));
    assertEquals(
        "augment=flip,trivialaugment changes pixels, which preprocess=gcn,zca must see before;"
            + " set preprocess to standardize, imagenet or none",
        refusal("augment=flip,trivialaugment", "preprocess=gcn,zca"));
    resolved("augment=randaugment", "preprocess=none");
    assertTrue(
        refusal("augment=cutmix", "loss=focal", "modules=config1")
            .startsWith("augment=cutmix gives images two labels, but loss=focal takes one;"));
    resolved("augment=cutmix", "loss=triplet", "modules=config1");
    assertTrue(
        refusal("loss.threshold.stall=trend", "loss.threshold.window=2")
            .startsWith("loss.threshold.window=2 is too short for a trend"));
  }

  @Test
  void aSetReadFromFilesNeedsAFolderOnceItIsTrained(@TempDir Path cache) {
    DataFolders folders = new DataFolders();
    for (DataName name : DataName.values()) {
      String text = DataSettings.NAME.kind().format(name);
      RunConfig config = resolved("data=" + text, "cache=" + cache);
      String expected =
          switch (name) {
            case STREET_DIGITS -> "";
            case FOLDER -> "data=folder needs data.dir=FOLDER, the folder that holds train/CLASS/*";
            case CIFAR10, CIFAR100, SVHN, MNIST, FASHION_MNIST ->
                "data=%s is not here yet; 'mixsep data fetch %s".formatted(text, text);
          };
      if (expected.isEmpty()) {
        assertEquals(config, folders.located(config));
      } else {
        String line =
            assertThrows(InvalidInputException.class, () -> folders.located(config)).getMessage();
        assertTrue(line.startsWith(expected), line);
      }
      RunConfig named = resolved("data=" + text, "data.dir=somewhere");
      assertEquals(named, folders.located(named));
    }
  }

  @Test
  void mirrorsAreFolders() {
    assertEquals(
        Optional.of(URI.create("https://h/a/")),
        resolved("data.url=https://h/a").get(DataSettings.URL));
    assertEquals(Optional.empty(), resolved("data.url=").get(DataSettings.URL));
  }

  @Test
  void aTildeIsTheHomeFolder() {
    assertEquals(
        System.getProperty("user.home") + "/x",
        resolved("data.dir=~/x").get(DataSettings.DIR).orElseThrow().toString());
  }
}
