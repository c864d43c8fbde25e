package org.mixsep.app.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.model.Models.ExportFormat;
import org.mixsep.app.model.Models.ModelSource;
import org.mixsep.app.run.RunListener;
import org.mixsep.app.run.SmallRun;
import org.mixsep.app.run.StepProgress;
import org.mixsep.app.run.TorchRuns;
import org.mixsep.data.ImageSet;
import org.mixsep.drawing.StreetDigits;
import org.mixsep.export.Features;
import org.mixsep.torch.SafetensorsFile;
import org.mixsep.torch.Tensors;
import org.mixsep.training.NonFiniteException;

/** A small trained run, used in the ways there are. */
class TorchModelsTest {
  private static final int IMAGES = SmallRun.TEST_IMAGES;
  private static final List<String> SETTINGS = SmallRun.SETTINGS;

  @TempDir private static Path folder;
  private static Path run;

  private final TorchModels models = new TorchModels();
  private final Heard heard = new Heard();

  @BeforeAll
  static void train() {
    run = SmallRun.train(folder);
  }

  private static ModelSource source(String... settings) {
    return new ModelSource(run, Optional.empty(), List.of(settings));
  }

  @Test
  void probabilitiesThatAreNotFiniteAreNotTold() {
    Classifier classifier = models.open(source());
    float[] probabilities = new float[classifier.facts().classNames().size()];
    assertEquals(2, classifier.ranked(probabilities, 2).size());
    probabilities[3] = Float.NaN;
    assertThrows(NonFiniteException.class, () -> classifier.ranked(probabilities, 2));
  }

  @Test
  void predictionsOfTheTestImagesAsFilesAreThoseThatEvaluateCounts() throws IOException {
    ImageSet test = new StreetDigits(1, 10).test(IMAGES);
    Path images = Files.createDirectories(folder.resolve("images/deep"));
    for (int i = 0; i < IMAGES; i++) {
      SmallRun.writePng(test, i, images.resolve("%02d-%d.png".formatted(i, test.label(i))));
    }
    int unreadable = models.predict(source(), List.of(folder.resolve("images")), 10, heard);
    assertEquals(0, unreadable);
    assertEquals(IMAGES, heard.files.size());
    int wrong = 0;
    double logs = 0;
    for (int i = 0; i < IMAGES; i++) {
      String label = Integer.toString(test.label(i));
      assertTrue(heard.files.get(i).endsWith("%02d-%s.png".formatted(i, label)));
      List<PredictionListener.Ranked> ranked = heard.top.get(i);
      assertEquals(10, ranked.size());
      assertEquals(1, ranked.stream().mapToDouble(r -> r.probability()).sum(), 1e-5);
      wrong += ranked.get(0).className().equals(label) ? 0 : 1;
      logs -=
          ranked.stream()
              .filter(r -> r.className().equals(label))
              .mapToDouble(r -> Math.log(r.probability()))
              .sum();
    }
    ModelEvaluation.Output evaluated = models.evaluate(source(), heard.messages::add).prediction();
    assertEquals("mean of modules", evaluated.name());
    assertEquals(evaluated.statistics().errors(), wrong);
    assertEquals(evaluated.statistics().negativeLogLikelihood(), logs / IMAGES, 1e-5);
  }

  @Test
  void aTemperatureScalesTheProbabilitiesOfItsCheckpointOnly() throws IOException {
    Classifier plain = models.open(source());
    byte[] picture = new byte[plain.pictures().shape().values()];
    new StreetDigits(1, 10).test(1).read(0, picture);
    float[] before = plain.classify(List.of(picture)).get(0);
    assertFalse(plain.facts().calibrated());
    Path file = run.resolve("temperature.json");
    try {
      Files.writeString(file, "{\"iteration\": 25, \"temperature\": 2}");
      Classifier scaled = models.open(source());
      assertTrue(scaled.facts().calibrated());
      float[] after = scaled.classify(List.of(picture)).get(0);
      double sum = 0;
      for (float p : before) {
        sum += Math.sqrt(p);
      }
      for (int c = 0; c < before.length; c++) {
        assertEquals(Math.sqrt(before[c]) / sum, after[c], 1e-5);
      }
      models.export(source(), ExportFormat.SAFETENSORS, folder.resolve("scaled.safetensors"));
      assertTrue(
          Files.readString(folder.resolve("scaled.safetensors"), StandardCharsets.ISO_8859_1)
              .contains("\"temperature\":\"2.0\""));

      Files.writeString(file, "{\"iteration\": 24, \"temperature\": 2}");
      assertFalse(models.open(source()).facts().calibrated());
      Files.writeString(file, "{\"iteration\": 25, \"temperature\": -2}");
      assertThrows(InvalidInputException.class, () -> models.open(source()));
    } finally {
      Files.delete(file);
    }
  }

  /** Two of the ten classes, in files: the errors and probabilities are those of predict. */
  @Test
  void aFolderWithSomeOfTheClassesIsJudgedPictureByPicture() throws IOException {
    ImageSet test = new StreetDigits(1, 10).test(IMAGES);
    Path labelled = folder.resolve("labelled");
    List<String> expected = new ArrayList<>();
    for (String label : List.of("3", "7")) {
      Files.createDirectories(labelled.resolve(label));
      for (int i = 0; i < IMAGES; i++) {
        if (label.equals(Integer.toString(test.label(i)))) {
          Path file = labelled.resolve(label).resolve("%02d.png".formatted(i));
          SmallRun.writePng(test, i, file);
          expected.add(file.toString());
        }
      }
    }
    ModelEvaluation found = models.evaluate(source(), labelled, heard.messages::add);
    assertEquals(expected, found.pictures().stream().map(JudgedPicture::file).toList());
    assertEquals(expected.size(), found.prediction().statistics().images());
    models.predict(source(), List.of(labelled), 10, heard);
    for (int i = 0; i < expected.size(); i++) {
      JudgedPicture one = found.pictures().get(i);
      assertTrue(one.file().contains("/" + one.label() + "/"), one.file());
      PredictionListener.Ranked best = heard.top.get(i).get(0);
      assertEquals(best.className(), one.predicted());
      assertEquals(best.probability(), one.probability(), 1e-5);
    }
    ModelEvaluation own = models.evaluate(source(), heard.messages::add);
    assertEquals(IMAGES, own.pictures().size());
    assertTrue(own.pictures().get(3).file().endsWith(" 3"), own.pictures().get(3).file());

    Files.createDirectories(labelled.resolve("cat"));
    Files.copy(Path.of(expected.get(0)), labelled.resolve("cat/1.png"));
    String unknown =
        assertThrows(
                InvalidInputException.class,
                () -> models.evaluate(source(), labelled, heard.messages::add))
            .getMessage();
    assertTrue(unknown.contains("does not know the classes [cat]; it knows [0, 1"), unknown);
  }

  @Test
  void featuresOfAPictureAreThoseOfItsCopyAlone() throws IOException {
    ImageSet test = new StreetDigits(1, 10).test(IMAGES);
    Path alike = Files.createDirectories(folder.resolve("alike"));
    for (int i = 0; i < 5; i++) {
      SmallRun.writePng(test, i, alike.resolve(i + ".png"));
    }
    SmallRun.writePng(test, 3, alike.resolve("copy.png"));
    Files.writeString(alike.resolve("broken.png"), "\u0089PNG\r\n", StandardCharsets.ISO_8859_1);
    Path out = folder.resolve("features.safetensors");
    Features found = models.features(source(), List.of(alike), Optional.of(out), heard);
    assertEquals(6, found.files().size(), "one is broken");
    assertEquals(1, heard.problems.size());
    assertEquals("copy.png", found.files().get(5).getFileName().toString());
    Features.Neighbour nearest = found.nearest(1).get(5).get(0);
    assertEquals(3, nearest.index());
    assertEquals(1, nearest.cosine(), 1e-6);
    SafetensorsFile.Contents read = SafetensorsFile.read(out);
    assertArrayEquals(found.values(), Tensors.floats(read.tensors().get("features")));
    assertEquals("resnet1", read.texts().get("network"));
  }

  @Test
  void theEvidenceOfEachPictureIsDrawn() throws IOException {
    Path picture = folder.resolve("explained.png");
    SmallRun.writePng(new StreetDigits(1, 10).test(1), 0, picture);
    Path evidence = folder.resolve("evidence/deep");
    Path none = folder.resolve("none.png");
    assertEquals(
        1,
        models.predict(source(), List.of(none, picture, picture), 1, Optional.of(evidence), heard));
    try (var found = Files.list(evidence)) {
      assertEquals(
          List.of("0001-explained.png.png", "0002-explained.png.png"),
          found.map(file -> file.getFileName().toString()).sorted().toList());
    }
    var drawn = javax.imageio.ImageIO.read(evidence.resolve("0001-explained.png.png").toFile());
    assertEquals(224, drawn.getWidth());
  }

  @Test
  void unreadableImagesAreReportedAndTheOthersGoOn() throws IOException {
    Path good = folder.resolve("good.png");
    SmallRun.writePng(new StreetDigits(1, 10).test(1), 0, good);
    byte[] whole = Files.readAllBytes(good);
    Path cut = Files.write(folder.resolve("cut.png"), java.util.Arrays.copyOf(whole, 700));
    Path text = Files.writeString(folder.resolve("text.png"), "no image");
    Path none = folder.resolve("none.png");
    assertEquals(3, models.predict(source(), List.of(cut, text, none, good), 1, heard));
    assertEquals(List.of(good), heard.files);
    assertEquals(3, heard.problems.size());
    assertTrue(
        heard.problems.get(1).endsWith("text.png: no JPEG, PNG, WebP, TIFF, BMP or GIF picture"));
    assertTrue(heard.problems.get(2).endsWith("none.png: no such file"));
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThrows(
        InvalidInputException.class, () -> models.predict(source(), List.of(empty), 1, heard));
  }

  @Test
  void aFolderIsReadAsTrainingReadsItWhateverTheNames() throws IOException {
    Path mixed = Files.createDirectories(folder.resolve("mixed/deep"));
    Path picture = mixed.resolve("noending");
    SmallRun.writePng(new StreetDigits(1, 10).test(1), 0, picture);
    Files.copy(picture, mixed.resolve("x.jfif"));
    Files.writeString(mixed.resolve("notes.txt"), "no picture");
    Files.writeString(mixed.resolve(".hidden.png"), "no picture");
    Files.writeString(mixed.resolve("a.heic"), "0000ftypheic");
    assertEquals(1, models.predict(source(), List.of(folder.resolve("mixed")), 1, heard));
    assertEquals(List.of(picture, mixed.resolve("x.jfif")), heard.files);
    assertEquals(List.of(mixed.resolve("notes.txt")), heard.passedOver);
    assertTrue(heard.problems.get(0).contains("picture but HEIC: "), heard.problems.get(0));
  }

  @Test
  void anEvaluationElsewhereIsKeptBesideTheRunsOwn() throws IOException {
    models.evaluate(source(), heard.messages::add);
    Path own = run.resolve("evaluation.json");
    byte[] before = Files.readAllBytes(own);
    models.evaluate(source("data.seed=9"), heard.messages::add);
    assertArrayEquals(before, Files.readAllBytes(own));
    try (var others = Files.list(run.resolve("evaluations"))) {
      Path file =
          others
              .filter(f -> f.getFileName().toString().startsWith("street-"))
              .findFirst()
              .orElseThrow();
      assertTrue(Files.readString(file).contains("\"confusion\""));
    }
  }

  @Test
  void itNeedsNeitherTrainingImagesNorCache() throws IOException {
    Path moved = folder.resolve("moved");
    Files.createDirectories(moved.resolve("checkpoints"));
    Files.copy(run.resolve("config.yaml"), moved.resolve("config.yaml"));
    Path checkpoint = Path.of("checkpoints", "iteration-00000025.safetensors");
    Files.copy(run.resolve(checkpoint), moved.resolve(checkpoint));
    Path image = folder.resolve("one.png");
    SmallRun.writePng(new StreetDigits(1, 10).test(1), 0, image);
    Path noCache = folder.resolve("no-cache");
    ModelSource source = new ModelSource(moved, Optional.empty(), List.of("cache=" + noCache));
    assertEquals(0, models.predict(source, List.of(image), 1, heard));
    assertThrows(
        InvalidInputException.class,
        () -> models.predict(source("data=cifar10"), List.of(image), 1, heard));
    assertFalse(Files.exists(noCache));
  }

  @Test
  void settingsOfTheModelItselfAndOtherClassesAreRefused() {
    var refused =
        assertThrows(
            InvalidInputException.class,
            () -> models.evaluate(source("modules=4"), heard.messages::add));
    assertTrue(refused.getMessage().contains("not modules=4"), refused.getMessage());
    refused =
        assertThrows(
            InvalidInputException.class,
            () -> models.evaluate(source("data.classes=100"), heard.messages::add));
    assertTrue(refused.getMessage().contains("other classes"), refused.getMessage());
    ModelEvaluation fewer = models.evaluate(source("data.test=7"), heard.messages::add);
    assertEquals(7, fewer.prediction().statistics().images());
  }

  @Test
  void anExportedModelStartsATrainingAndMayHaveOtherClasses() {
    Path file = folder.resolve("m.safetensors");
    models.export(source(), ExportFormat.SAFETENSORS, file);
    List<String> same = started("same", "init=" + file, "iterations=1", "learningRate=1e-9");
    assertTrue(same.contains("starting from " + file + ": 57 tensors"), same::toString);
    ModelSource again =
        new ModelSource(folder.resolve("same"), Optional.empty(), List.of("threads=1"));
    double before =
        models.evaluate(source(), heard.messages::add).prediction().statistics().error();
    // Batch-norm statistics have moved by one step; the weights have not.
    assertEquals(
        before, models.evaluate(again, heard.messages::add).prediction().statistics().error(), 0.2);
    Path checkpoint = run.resolve("checkpoints/iteration-00000025.safetensors");
    List<String> other = started("other", "init=" + checkpoint, "data.classes=100", "iterations=1");
    assertTrue(
        other.stream().anyMatch(line -> line.endsWith("module1, module2, module3, module4")),
        other::toString);
    var refused =
        assertThrows(
            InvalidInputException.class, () -> started("deep", "init=" + file, "network=resnet2"));
    assertTrue(refused.getMessage().contains("it holds no block2.unit2"), refused.getMessage());
  }

  @Test
  void onnxIsWrittenWithItsFacts() throws IOException {
    Path file = folder.resolve("m.onnx");
    models.export(source(), ExportFormat.ONNX, file);
    String text = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
    assertTrue(text.contains("0\n1\n2\n3\n4\n5\n6\n7\n8\n9"));
    assertTrue(text.contains("resnet1"));
    assertTrue(text.contains("gcn(scale=55.0,epsilon=1.0E-8),standardize"));
  }

  /** Trains as the run did, with changes, and gives the messages. */
  private List<String> started(String name, String... settings) {
    List<String> all = new ArrayList<>(SETTINGS);
    all.addAll(List.of("run=" + folder.resolve(name), "cache=" + folder.resolve("cache")));
    all.addAll(List.of(settings));
    new TorchRuns()
        .train(ConfigSources.resolve("street-digits", Optional.empty(), all), "x", heard);
    return heard.messages;
  }

  /** Keeps what it hears. */
  private static final class Heard implements RunListener, PredictionListener {
    private final List<Path> passedOver = new ArrayList<>();
    final List<Path> files = new ArrayList<>();
    private final List<List<Ranked>> top = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    @Override
    public void message(String line) {
      messages.add(line);
    }

    @Override
    public void progress(StepProgress progress) {}

    @Override
    public void begin(Classifier.Facts model, List<Path> found) {}

    @Override
    public void passedOver(List<Path> others) {
      passedOver.addAll(others);
    }

    @Override
    public void classified(Path file, List<Ranked> ranked) {
      files.add(file);
      top.add(ranked);
    }

    @Override
    public void unreadable(Path file, String reason) {
      problems.add(file + ": " + reason);
    }

    @Override
    public void progress(long done, long total) {}
  }
}
