package org.mixsep.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mixsep.app.images.DataSets;
import org.mixsep.app.model.Classifier;
import org.mixsep.app.model.JudgedPicture;
import org.mixsep.app.model.ModelEvaluation;
import org.mixsep.app.model.Models;
import org.mixsep.app.model.PredictionListener;
import org.mixsep.app.run.TorchRuns;
import org.mixsep.export.Features;
import org.mixsep.training.ClassificationStatistics;
import org.mixsep.training.Views;

/** What the commands that use a trained model ask for and print. */
class ModelCommandsTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final RecordedModels models = new RecordedModels();

  @TempDir Path folder;

  private int run(String... arguments) {
    Console console =
        new Console(new PrintWriter(out), new PrintWriter(err), new Terminal(false, false, 80));
    return new Cli(new TorchRuns(), models, new DataSets(), console).execute(arguments);
  }

  @Test
  void evaluatePrintsTablesJsonOrCsvAndDrawsADiagram() throws IOException {
    Path diagram = folder.resolve("d.png");
    String[] common = {"evaluate", "runs/b", "--checkpoint", "c", "data.test=7"};
    assertEquals(0, run(common), err::toString);
    assertEquals(
        new Models.ModelSource(
            Path.of("runs/b"), Optional.of(Path.of("c")), List.of("data.test=7")),
        models.source);
    assertEquals(
        """
        output            error  top-5 error  mean F1     NLL  calibration error
        block 4         33.33 %       0.00 %  55.56 %  0.4243            33.33 %  <- the prediction
        mean of modules 33.33 %       0.00 %  55.56 %  0.4243            33.33 %

        9 iterations, 3 images of some test

        Classes, by block 4:
        class  images  precision    recall        F1
        a           1    50.00 %  100.00 %   66.67 %
        b           1          -    0.00 %    0.00 %
        c,"         1   100.00 %  100.00 %  100.00 %

        True class (row) taken for (column):
             a  b  c,"
        a    1  .    .
        b    1  .    .
        c,"  .  .    1
        """
            .replace("mean of modules ", "mean of modules  ")
            .replace("block 4         ", "block 4          ")
            .replace("output            error", "output             error"),
        out.toString());

    out.getBuffer().setLength(0);
    assertEquals(0, run("evaluate", "runs/b", "--json", "--diagram", diagram.toString()));
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertEquals(1, json.at("/outputs/block 4/confusion/1/0").asInt());
    assertEquals(2.0 / 3, json.at("/outputs/block 4/perClass/0/f1").asDouble());
    assertEquals("block 4", json.path("prediction").asText());
    assertEquals(640, ImageIO.read(diagram.toFile()).getWidth());

    out.getBuffer().setLength(0);
    assertEquals(0, run("evaluate", "runs/b", "--csv"));
    assertTrue(out.toString().contains("\nblock 4,confusion,b,a,1\n"), out::toString);
    assertTrue(out.toString().contains("\nblock 4,recall,\"c,\"\"\",,1.0\n"), out::toString);
  }

  @Test
  void evaluateShowsTheErrorByViewsBesideThePlainOne() throws IOException {
    assertEquals(0, run("evaluate", "runs/b", "--views", "mirror"), err::toString);
    assertTrue(out.toString().contains("\n9 iterations, averaged weights, 3 images of "));
    String head = out.toString().lines().limit(2).map(l -> l + "\n").reduce("", String::concat);
    assertTrue(head.contains(" error  by mirror  top-5 error "), head);
    assertTrue(head.contains("33.33 %    25.00 % "), head);

    out.getBuffer().setLength(0);
    assertEquals(0, run("evaluate", "runs/b", "--views", "mirror", "--json"));
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertEquals("mirror", json.path("views").asText());
    assertTrue(json.path("averaged").asBoolean());
    assertEquals(0.25, json.at("/outputs/block 4/errorByViews").asDouble());
    assertEquals(1.0 / 3, json.at("/outputs/block 4/error").asDouble(), 1e-12);

    out.getBuffer().setLength(0);
    assertEquals(0, run("evaluate", "runs/b", "--views", "mirror", "--csv"));
    assertTrue(out.toString().contains("\nblock 4,error_by_views,,mirror,0.25\n"), out::toString);
  }

  @Test
  void evaluatePrintsEachPictureOfAFolder() {
    assertEquals(0, run("evaluate", "runs/b", "more", "threads=1", "--pictures"), err::toString);
    assertEquals(List.of(Path.of("more")), models.inputs);
    assertEquals(List.of("threads=1"), models.source.settings());
    assertEquals(
        "file,label,predicted,probability,probability_of_label\n\"x,1.png\",a,b,0.75,0.25\n",
        out.toString());
    assertEquals(2, run("evaluate", "runs/b", "more", "others"));
    assertTrue(err.toString().contains("one folder at a time: more and others"), err::toString);
  }

  @Test
  void predictPrintsEachImageInTheFormatAskedFor() throws IOException {
    String[] common = {"predict", "runs/b", "x/b.png", "y", "--top=2"};
    assertEquals(4, run(common), "one image is unreadable");
    assertEquals(List.of(Path.of("x/b.png"), Path.of("y")), models.inputs);
    assertEquals("x/b.png  cat  75.00 %  dog,  25.00 %\n", out.toString());
    assertEquals("mixsep: cannot read image y: broken\n", err.toString());

    out.getBuffer().setLength(0);
    assertEquals(4, run("predict", "runs/b", "y", "--format", "csv", "--set", "threads=1"));
    assertEquals(List.of("threads=1"), models.source.settings());
    assertEquals(
        "file,rank,class,probability\nx/b.png,1,cat,0.75\nx/b.png,2,\"dog,\",0.25\n",
        out.toString());

    out.getBuffer().setLength(0);
    assertEquals(4, run("predict", "runs/b", "y", "--format", "jsonl"));
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertEquals(0.25, json.at("/classes/1/probability").asDouble());
    assertEquals("x/b.png", json.path("file").asText());
  }

  @Test
  void belowTheThresholdNoClassIsTheAnswer() throws IOException {
    assertEquals(4, run("predict", "runs/b", "y", "--top=2", "--threshold=0.8"));
    assertEquals(
        "x/b.png  none of these; the likeliest:  cat  75.00 %  dog,  25.00 %\n", out.toString());
    assertTrue(err.toString().contains("this checkpoint has no temperature"), err::toString);

    out.getBuffer().setLength(0);
    assertEquals(4, run("predict", "runs/b", "y", "--format=csv", "--threshold=0.75"));
    assertTrue(out.toString().startsWith("file,rank,class,probability,answer\n"), out::toString);
    assertTrue(out.toString().contains("\nx/b.png,1,cat,0.75,cat\n"), out::toString);

    out.getBuffer().setLength(0);
    assertEquals(4, run("predict", "runs/b", "y", "--format=jsonl", "--threshold=0.8"));
    assertTrue(new ObjectMapper().readTree(out.toString()).path("answer").isNull());
    assertEquals(2, run("predict", "runs/b", "y", "--threshold=80"));
    assertTrue(err.toString().contains("a threshold of 80.0 is refused"), err::toString);
  }

  @Test
  void featuresPrintsWhatIsAlike() {
    assertEquals(4, run("features", "runs/b", "photos", "--nearest=1"), "one is unreadable");
    assertEquals(List.of(Path.of("photos")), models.inputs);
    assertEquals(
        "file,rank,neighbour,cosine\na,1,\"b,\",1.0000\n\"b,\",1,a,1.0000\nc,1,a,0.0000\n",
        out.toString());
    assertEquals(2, run("features", "runs/b", "photos"));
    assertTrue(err.toString().contains("--out FILE, --nearest K, or both"), err::toString);
    assertEquals(2, run("features", "runs/b", "photos", "--out=x.csv"));
  }

  @Test
  void exportTakesAFormatAndAFile() {
    assertEquals(0, run("export", "runs/b", "--format=onnx", "-o", "x.onnx"), err::toString);
    assertEquals(Models.ExportFormat.ONNX, models.format);
    assertEquals(List.of(Path.of("x.onnx")), models.inputs);
    assertEquals("x.onnx\n", out.toString());
    assertEquals(2, run("export", "runs/b", "--format=keras", "-o", "x"));
    assertTrue(err.toString().contains("expected onnx or safetensors but was 'keras'"));
  }

  /** Three images, of which one is wrong; and one file of which two classes are told. */
  static final class RecordedModels implements Models {
    private ModelSource source;
    private List<Path> inputs;
    private ExportFormat format;

    ModelSource source() {
      return source;
    }

    List<Path> inputs() {
      return inputs;
    }

    @Override
    public void export(ModelSource from, ExportFormat as, Path file) {
      format = as;
      inputs = List.of(file);
    }

    @Override
    public Features features(
        ModelSource from, List<Path> files, Optional<Path> out, PredictionListener listener) {
      source = from;
      inputs = files;
      listener.unreadable(Path.of("y"), "broken");
      return new Features(
          List.of(Path.of("a"), Path.of("b,"), Path.of("c")), 2, new float[] {1, 0, 1, 0, 0, 2});
    }

    @Override
    public Classifier open(ModelSource from) {
      throw new AssertionError("no test asks for it");
    }

    @Override
    public ModelEvaluation evaluate(ModelSource from, Consumer<String> messages) {
      source = from;
      float[] p = {0.7f, 0.2f, 0.1f, 0.5f, 0.5f, 0, 0.1f, 0.1f, 0.8f};
      boolean viewed = from.settings().contains("evaluate.views=mirror");
      Views views = viewed ? Views.MIRROR : Views.NONE;
      OptionalDouble byViews = viewed ? OptionalDouble.of(0.25) : OptionalDouble.empty();
      var statistics = ClassificationStatistics.of(p, new int[] {0, 1, 2});
      return new ModelEvaluation(
          from.run(),
          9,
          "some test",
          List.of("a", "b", "c,\""),
          viewed,
          views,
          List.of(
              new ModelEvaluation.Output("block 4", true, statistics, byViews),
              new ModelEvaluation.Output("mean of modules", false, statistics, byViews)),
          List.of(new JudgedPicture("x,1.png", "a", "b", 0.75f, 0.25f)));
    }

    @Override
    public ModelEvaluation evaluate(ModelSource from, Path folder, Consumer<String> messages) {
      inputs = List.of(folder);
      return evaluate(from, messages);
    }

    @Override
    public int predict(
        ModelSource from,
        List<Path> files,
        int top,
        Optional<Path> explained,
        PredictionListener listener) {
      source = from;
      inputs = files;
      Classifier.Facts facts =
          new Classifier.Facts(from.run(), "resnet1", 9, List.of("cat", "dog,"), false);
      listener.begin(facts, List.of(Path.of("x/b.png")));
      listener.classified(
          Path.of("x/b.png"),
          List.of(
              new PredictionListener.Ranked("cat", 0.75f),
              new PredictionListener.Ranked("dog,", 0.25f)));
      listener.unreadable(Path.of("y"), "broken");
      listener.progress(2, 2);
      return 1;
    }
  }
}
