package org.mixsep.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mixsep.InvalidInputException;
import org.mixsep.app.config.Catalogue;
import org.mixsep.app.config.Presets;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.Setting;
import org.mixsep.app.run.DataSets;
import org.mixsep.app.run.RunListener;
import org.mixsep.app.run.RunSummary;
import org.mixsep.app.run.RunSummary.OutputError;
import org.mixsep.app.run.Runs;
import org.mixsep.training.NonFiniteLossException;

class CliTest {
  private static final RunSummary SUMMARY =
      new RunSummary(
          Path.of("runs", "0001"),
          100,
          0,
          4000,
          List.of(
              new OutputError("block 3", OptionalDouble.empty(), 0.5, false),
              new OutputError("block 4", OptionalDouble.empty(), 0.0825, true)),
          Duration.ofSeconds(83));

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Recorder runs = new Recorder();

  @TempDir Path folder;

  private int run(String... arguments) {
    Console console =
        new Console(new PrintWriter(out), new PrintWriter(err), new Terminal(false, false, 80));
    return new Cli(runs, new ModelCommandsTest.RecordedModels(), new DataSets(), console)
        .execute(arguments);
  }

  /** The single line on standard error that a refused command leaves. */
  private String refusal(String... arguments) {
    assertEquals(2, run(arguments), err::toString);
    assertEquals("", out.toString());
    assertEquals(1, err.toString().lines().count(), err::toString);
    assertTrue(err.toString().startsWith("mixsep: "), err::toString);
    return err.toString().strip();
  }

  @Test
  void trainResolvesItsSettingsAndPrintsTheResult() throws IOException {
    Path file = Files.writeString(folder.resolve("my.yaml"), "batch: 64\nseed: 3\n");
    String preset = "cifar10-resnet9-msn";
    int code =
        run(
            "train",
            "--preset",
            preset,
            "--config=" + file,
            "data.dir=@x",
            "seed=4",
            "--iterations",
            "100",
            "--run",
            "there",
            "iterations=7");
    assertEquals(0, code, err::toString);
    assertEquals(preset, runs.preset);
    assertEquals("resnet9", runs.config.network().name().toString());
    assertEquals(64, runs.config.training().batch());
    assertEquals(4, runs.config.training().seed());
    assertEquals(100, runs.config.training().iterations());
    assertEquals(Path.of("@x"), runs.config.data().dir().orElseThrow());
    assertEquals(Path.of("there"), runs.config.output().run().orElseThrow());
    assertEquals(
        """
        output   test error
        block 3     50.00 %%
        block 4      8.25 %%  <- the prediction

        100 iterations, 4000 test images, time 1:23
        run folder: %s
        """
            .formatted(SUMMARY.folder()),
        out.toString());
  }

  @Test
  void trainTakesTheDefaultPreset() {
    assertEquals(0, run("train"), err::toString);
    assertEquals(Presets.named(Presets.DEFAULT).config(), runs.config);
    assertEquals(Presets.DEFAULT, runs.preset);
  }

  @Test
  void resumeTakesARunFolder() {
    assertEquals(0, run("resume", "runs/a", "--checkpoint", "c"));
    assertEquals(List.of(Path.of("runs/a"), Path.of("c")), runs.folders);
    assertTrue(out.toString().contains("8.25 %"));
  }

  @Test
  void theValidationErrorStandsBesideTheTestError() {
    OutputError output = new OutputError("block 4", OptionalDouble.of(0.0725), 0.0825, true);
    RunSummary summary =
        new RunSummary(Path.of("r"), 100, 500, 4000, List.of(output), Duration.ofSeconds(83));
    String table = SummaryTable.of(summary);
    assertTrue(table.contains("output   validation error  test error\n"), table);
    assertTrue(table.contains("block 4            7.25 %      8.25 %  <- the prediction\n"), table);
    assertTrue(table.contains("100 iterations, 500 validation and 4000 test images, "), table);
    assertFalse(SummaryTable.of(SUMMARY).contains("validation"));
  }

  @Test
  void dataShowTakesASetItsSettingsAndAFile() {
    assertEquals(0, run("data", "show", "street-digits", "data.classes=100", "-o", "x.png"));
    assertEquals(100, runs.config.data().classes());
    assertEquals(List.of(Path.of("x.png")), runs.folders);
    assertEquals(0, run("data", "show", "street-digits"));
    assertEquals(Path.of("street-digits.png"), runs.folders.get(1));
    assertFalse(runs.preprocessed);
    assertEquals(0, run("data", "show", "street-digits", "--preprocessed"));
    assertTrue(runs.preprocessed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trian | unknown command 'trian'; did you mean train? (see 'mixsep --help')",
        "train --presett x | unknown option --presett; did you mean --preset? (see 'mixsep train",
        "train --iteration=5 | unknown option --iteration; did you mean --iterations?",
        "resume | Missing required parameter: 'RUN'; see 'mixsep resume --help'",
        "resume a b | unexpected argument 'b'; see 'mixsep resume --help'",
        "data shw | unknown command 'shw'; did you mean show? (see 'mixsep data --help')",
        "train --preset | Missing required parameter for option '--preset' (NAME); see",
        "train --iterations x | iterations=x is refused; allowed: a whole number from 1 to",
        "train --preset cifar10-vgg16-mns | unknown preset 'cifar10-vgg16-mns'; allowed:",
        "train lerningRate=1 | unknown setting lerningRate=1; allowed",
        "train resnet9 | 'resnet9' is not a setting; expected key=value",
        "train --config none.yaml | none.yaml: no such configuration file",
        "train data=cifar10 cache=none | data=cifar10 is not here yet; 'mixsep data fetch cifar10 c",
        "data show cifar10 cache=none | data=cifar10 is not here yet; 'mixsep data fetch cifar10",
        "data fetch cifar-10 | 'cifar-10' cannot be fetched; allowed: cifar10, cifar100, svhn, f",
        "data fetch mnist --url ftp://x/ | data.url=ftp://x/ is refused; allowed: the address of",
        "data check street-digits | 'street-digits' cannot be fetched; allowed: cifar10",
        "data fetch | Missing required parameter: 'NAME'; see 'mixsep data fetch --help'",
        "settings los.space | unknown setting los.space; allowed: the keys that",
        "presets street-digit | unknown preset 'street-digit'; allowed: street-digits and",
        "train -x | unknown option -x; see",
        "evaluate r --json --csv | Error: --json, --csv are mutually exclusive",
        "predict r | Missing required parameter: 'FILE|FOLDER'",
        "predict r x --top 0 | --top 0 is refused; allowed: 1 or more",
        "predict r x --format xml | Invalid value for option '--format': expected one of",
      })
  void wrongInputIsOneLineAndCode2(String line, String expected) {
    String refusal = refusal(line.split(" "));
    assertTrue(refusal.startsWith("mixsep: " + expected), refusal);
  }

  @Test
  void failuresOfRunsHaveTheirCodes() {
    runs.failure = () -> new InvalidInputException("x.bin: too short");
    assertEquals("mixsep: x.bin: too short", refusal("train"));
    runs.failure = () -> new NonFiniteLossException(7, "within-class loss", 2, Double.NaN);
    assertEquals(3, run("train"));
    assertTrue(
        err.toString()
            .contains("mixsep: iteration 7: the within-class loss of the module on block 2"));
  }

  @Test
  void theProgramsOwnFaultsAreOneLineUnlessVerbose() {
    runs.failure = () -> new IllegalStateException("first\n  second");
    assertEquals(70, run("train"));
    assertEquals(
        "mixsep: internal error: java.lang.IllegalStateException: first second"
            + " (--verbose shows where)\n",
        err.toString());
    runs.failure = () -> new UnsatisfiedLinkError("no jnitorch");
    assertEquals(70, run("resume", "x"));
    assertFalse(err.toString().contains("\tat "));
    assertEquals(70, run("train", "--verbose"));
    assertTrue(err.toString().contains("\tat "));
  }

  @Test
  void verboseShowsWhereForWrongInputToo() {
    assertEquals(2, run("--verbose", "train", "batch=0"));
    assertTrue(err.toString().startsWith("mixsep: batch=0 is refused"));
    assertTrue(err.toString().contains("\tat "));
  }

  @Test
  void helpAndVersionGoToStandardOutput() {
    assertEquals(0, run());
    assertTrue(out.toString().contains("mixsep train"), out::toString);
    assertEquals(0, run("--version"));
    assertTrue(out.toString().contains("mixsep 0."), out::toString);
    assertFalse(out.toString().contains("${"), out::toString);
    for (String command :
        List.of(
            "train",
            "resume",
            "evaluate",
            "predict",
            "presets",
            "settings",
            "data",
            "data list",
            "data fetch",
            "data check",
            "data show",
            "data stats")) {
      assertEquals(0, run((command + " --help").split(" ")));
      assertTrue(out.toString().contains("Usage: mixsep " + command), out::toString);
    }
    assertEquals("", err.toString());
    assertTrue(out.toString().lines().allMatch(line -> line.length() <= 80), out::toString);
  }

  @Test
  void settingsListsAllAGroupOrOne() {
    assertEquals(0, run("settings"));
    for (Setting<?> setting : Catalogue.all()) {
      assertTrue(out.toString().contains("\n" + setting.key() + " "), setting.key());
      assertTrue(out.toString().contains(setting.help()), setting.key());
    }
    out.getBuffer().setLength(0);
    assertEquals(0, run("settings", "loss.threshold"));
    assertTrue(out.toString().contains("loss.threshold.window"));
    assertFalse(out.toString().contains("loss.space"));
    out.getBuffer().setLength(0);
    assertEquals(0, run("settings", "learningRate.initial"));
    assertTrue(out.toString().contains("short             learningRate\n"), out::toString);
    assertTrue(out.toString().contains("in street-digits  0.1\n"), out::toString);
  }

  @Test
  void presetsListsAllOrPrintsOneThatTrainTakes() throws IOException {
    assertEquals(0, run("presets"));
    assertEquals(20, out.toString().lines().count());
    out.getBuffer().setLength(0);
    assertEquals(0, run("presets", "cifar10-vgg16-msl"));
    Path file = Files.writeString(folder.resolve("my.yaml"), out.toString());
    assertEquals(0, run("train", "-c", file.toString(), "data.dir=x"), err::toString);
    assertEquals("vgg16", runs.config.network().name().toString());
    assertEquals(80_000, runs.config.training().iterations());
  }

  /** Keeps what it was asked, and fails if told to. */
  private static final class Recorder implements Runs {
    private Supplier<? extends Throwable> failure = () -> null;
    private RunConfig config;
    private String preset;
    private boolean preprocessed;
    private final List<Path> folders = new ArrayList<>();

    private RunSummary result() {
      Throwable thrown = failure.get();
      if (thrown instanceof Error e) {
        throw e;
      }
      if (thrown instanceof RuntimeException e) {
        throw e;
      }
      return SUMMARY;
    }

    @Override
    public RunSummary train(RunConfig asked, String from, RunListener listener) {
      config = asked;
      preset = from;
      return result();
    }

    @Override
    public RunSummary resume(Path run, Optional<Path> from, RunListener listener) {
      folders.add(run);
      from.ifPresent(folders::add);
      return result();
    }

    @Override
    public void showData(RunConfig asked, Path image, boolean withPrepared, RunListener listener) {
      config = asked;
      preprocessed = withPrepared;
      folders.add(image);
      result();
    }
  }
}
