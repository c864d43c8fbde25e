package org.mixsep.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mixsep.InvalidInputException;
import org.mixsep.network.PublishedNetwork;

/** What someone sets, and a run would not use, is refused. */
class NeedTest {
  private static final List<String> ALWAYS = List.of("TODO");

  @TempDir private Path folder;

  private static RunConfig asked(String... arguments) {
    return ConfigSources.asked(Presets.DEFAULT, Optional.empty(), List.of(arguments));
  }

  private static String refusal(String... arguments) {
    return assertThrows(InvalidInputException.class, () -> asked(arguments)).getMessage();
  }

  @Test
  void aFolderOfPicturesIsNotTrainedOnDigits() {
    assertEquals(
        "data.dir=photos would not be used: it needs data other than street-digits, but it is"
            + " street-digits",
        refusal("data.dir=photos"));
    asked("data=folder", "data.dir=photos");
    asked("data.dir=photos", "data=cifar10");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "learningRate.every=5 | learningRate.schedule=step, but it is cosine",
        "learningRate.factor=0.5 | learningRate.schedule=step or milestones, but it is cosine",
        "learningRate.milestones=0.5 | learningRate.schedule=milestones",
        "learningRate.end=0.1 | learningRate.schedule=linear or onecycle",
        "learningRate.onecycle.rise=0.1 | learningRate.schedule=onecycle",
        "weightDecay=0 weightDecay.of=weights | weightDecay other than 0",
        "average.every=5 | average.decay other than 0",
        "loss=center loss.within.weight=1 | loss=msl or loss.within.add=on, but it is center",
        "loss=center loss.threshold.start=1 | loss=msl or cross-entropy",
        "loss=cross-entropy loss.within.warmup=9 | loss=msl or loss.within.add=on, but it is cross-entropy",
        "loss.center.rate=0.1 | loss=center, but it is msl",
        "loss=hinge loss.triplet.margin=1 | loss=triplet, but it is hinge",
        "loss=cosface loss.arcface.scale=9 | loss=arcface, but it is cosface",
        "augment.cutout.size=4 | augment with cutout, but it is none",
        "augment=flip augment.crop.padding=2 | augment with crop, but it is flip",
        "augment=crop augment.flip=alternating | augment with flip",
        "augment=crop augment.mix.probability=0.5 | augment with mixup or cutmix, but it is crop",
        "augment.randaugment.strength=5 | augment with randaugment",
        "preprocess.zca.rank=5 | preprocess with zca, but it is standardize",
        "batches.imagesPerClass=4 | batches=balanced, but it is shuffled",
        "network=vgg16 network.moduleActivation=off | a pre-activation network (resnet, wrn)",
        "data.height=64 | data=folder, but it is street-digits",
        "data.testShare=0.1 | data=folder",
        "data=cifar10 data.pad=off | data=mnist or fashion-mnist",
        "data=cifar10 data.seed=5 | something to draw",
        "data=folder data.dir=x data.classes=100 | data=street-digits",
        "data.url=http://host/x/ | 'mixsep data fetch'",
      })
  void whatWouldNotBeUsedSaysWhatItNeeds(String arguments, String needed) {
    String line = refusal(arguments.split(" "));
    assertTrue(line.contains(" would not be used: it needs " + needed), line);
    assertTrue(arguments.contains(line.substring(0, line.indexOf(' '))), line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "learningRate.every=5 learningRate.schedule=step",
        "loss=cross-entropy loss.threshold.start=1 loss.pairDistance=manhattan", // L_W is measured
        "loss=hinge loss.within.add=on loss.within.weight=0.1 loss.threshold.start=1",
        "augment=crop,cutout augment.crop.fill=reflect augment.cutout.size=4",
        "data=cifar10 data.train=500 data.seed=5",
        "data=cifar100 data.classes=100",
        "data=mnist data.pad=off",
        "data.layout=pad", // predict brings pictures to the network's size as it says
        "data.dir=",
        "cache= run=",
      })
  void whatIsUsedIsTaken(String arguments) {
    asked(arguments.isEmpty() ? new String[0] : arguments.split(" "));
  }

  private RunConfig withFile(String text, String... arguments) throws IOException {
    Path file = Files.writeString(folder.resolve("my.yaml"), text);
    return ConfigSources.asked(Presets.DEFAULT, Optional.of(file), List.of(arguments));
  }

  @Test
  void aFileIsHeldToItAsWell() throws IOException {
    String text = "batch: 16\nlearningRate.every: 5\n";
    String line = assertThrows(InvalidInputException.class, () -> withFile(text)).getMessage();
    assertTrue(
        line.endsWith(
            "my.yaml line 2: learningRate.every=5 would not be used: it needs"
                + " learningRate.schedule=step, but it is cosine"),
        line);
    withFile(text + "learningRate.schedule: step\n");
    withFile(text, "learningRate.schedule=step");
  }

  @Test
  void anArgumentOverrulesWhatAFileSets() throws IOException {
    String text = "learningRate.schedule: step\nlearningRate.every: 5\n";
    withFile(text, "learningRate.schedule=cosine");
  }

  @Test
  void presetsAndListingsAreNoWishes() throws IOException {
    for (Preset preset : Presets.all()) {
      ConfigSources.asked(preset.name(), Optional.empty(), List.of("loss=cross-entropy"));
      withFile(FlatYaml.write(preset.config()), "loss=center");
    }
  }

  @Test
  void whatMeansAnotherNetworkElsewhereIsThatNetwork() throws IOException {
    NetworkName elsewhere = new NetworkName(PublishedNetwork.RESNET18);
    assertEquals(elsewhere, asked("network=resnet18").get(NetworkSettings.NAME));
    assertEquals(elsewhere, withFile("network: ResNet18\n").get(NetworkSettings.NAME));
    assertEquals("resnet18", elsewhere.toString());
    RunConfig wide = asked("network=wide_resnet50_2");
    assertEquals("wide-resnet50-2", NetworkSettings.NAME.textIn(wide));
    assertEquals(wide, FlatYaml.parse(FlatYaml.write(wide), "new"));
    NetworkName paper = asked("network=resnet-k18").get(NetworkSettings.NAME);
    assertEquals(18, paper.residualBlocks());
    assertEquals("resnet-k18", paper.toString());
    assertEquals("resnet3", asked("network=resnet-k3").get(NetworkSettings.NAME).toString());
    asked("network=resnet3");
    asked("network=resnet18-strided");
    // As run folders of earlier versions have it, also when one of them is started from.
    String listing = FlatYaml.write(asked("network=resnet18"));
    String old = listing.replace("weights.url:\n", "");
    assertNotEquals(listing, old);
    assertEquals(elsewhere, FlatYaml.parse(listing, "new").get(NetworkSettings.NAME));
    assertEquals(paper, FlatYaml.parse(old, "old").get(NetworkSettings.NAME));
    assertEquals(paper, withFile(old).get(NetworkSettings.NAME));
    assertEquals(paper, Presets.named("cifar10-resnet18-msl").config().get(NetworkSettings.NAME));
  }

  @Test
  void networksOfPhotographsNeedTheirSize() {
    assertEquals(
        "network=resnet50 halves sides five times and needs 32 pixels each way, but images are 16"
            + " high or wide; 224 is what published weights were trained on",
        refusal("network=resnet50", "data=folder", "data.dir=x", "data.height=16"));
    assertTrue(
        refusal("network=resnet50", "data=mnist", "data.pad=off").contains("images are 28 high"));
    asked("network=resnet50", "data=folder", "data.dir=x", "data.height=224", "data.width=224");
    asked("preprocess=imagenet", "augment=trivialaugment");
  }
}
