package org.mixsep.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mixsep.app.model.PredictionListener.Ranked;
import org.mixsep.app.model.Threshold;

/** What people expect of any program on a command line. */
class ConventionsTest {
  private final RecordedCli cli = new RecordedCli();

  @Test
  void helpIsACommandAsWell() {
    assertEquals(0, cli.run("train", "--help"));
    String help = cli.printed();
    assertEquals(0, cli.run("help", "train"));
    assertEquals(help, cli.printed());
    assertEquals(0, cli.run("help", "data", "fetch"));
    assertTrue(cli.printed().startsWith("Usage: mixsep data fetch "));
    assertTrue(cli.refusal("help", "trian").endsWith("did you mean train?"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evaluate r --diagram x.svg",
        "data show street-digits -o x.jpg",
        "export r --format onnx -o m.safetensors",
        "report r -o page.pdf",
      })
  void aFileIsNotWrittenUnderAnotherFormatsName(String command) {
    String line = cli.refusal(command.split(" "));
    assertTrue(line.contains(" is refused: what is written is no "), line);
  }

  @Test
  void endingsOfNoFormatAreTaken() {
    Endings.require("--out", Path.of("model"), List.of("onnx"));
    Endings.require("--out", Path.of("model.v2"), List.of("onnx"));
    Endings.require("--out", Path.of("MODEL.ONNX"), List.of("onnx"));
    Endings.require("--out", Path.of("/dev/stdout"), List.of("onnx"));
  }

  @ParameterizedTest
  @CsvSource({
    "epoch=10, see epochs",
    "lr=0.1, learningRate=0.1",
    "pretrained=true, init=FILE",
    "num_workers=4, see threads",
    "image-size=64, data.height x data.width",
  })
  void wordsOfOtherProgramsAreAnswered(String argument, String advice) {
    String line = cli.refusal("train", argument);
    assertTrue(line.startsWith("mixsep: unknown setting " + argument + "; "), line);
    assertTrue(line.contains(advice), line);
  }

  @Test
  void settingsAreGivenToPredictAsToOtherCommands() {
    RecordedCli other = new RecordedCli();
    assertEquals(
        4, other.run("predict", "r", "threads=1", "a=b.png", "--set", "precision=float32"));
    assertEquals(
        List.of("precision=float32", "threads=1"), other.models.source().settings(), "settings");
    assertEquals(List.of(Path.of("a=b.png")), other.models.inputs());
    assertEquals(0, other.run("evaluate", "r", "--set", "threads=1", "data.test=7"));
    assertEquals(List.of("threads=1", "data.test=7"), other.models.source().settings());
    assertTrue(cli.refusal("predict", "r", "threads=1").contains("name pictures"));
  }

  @Test
  void namesCannotSpeakToTheTerminal() {
    String hostile = "a\u001b[31m\u009b1m\u202eb.png";
    assertEquals("a?[31m?1m?b.png", Plain.of(hostile));
    String line =
        PredictionFormat.table.line(
            Path.of(hostile), 0, List.of(new Ranked("\u001bc", 1)), Threshold.NONE);
    assertFalse(line.contains("\u001b"), line);
    assertTrue(
        PredictionFormat.jsonl
            .line(Path.of("\u001b"), 0, List.of(), Threshold.NONE)
            .contains("\\u001B"));
    assertFalse(new TextTable("\u001b[1m", "x").row("\u001b", "y").render(0).contains("\u001b"));
    assertFalse(cli.refusal("train", "--config", hostile).contains("\u001b"));
  }

  @Test
  void colourIsLeftOutWhereItIsNotWanted() {
    System.setProperty("mixsep.terminal.output", "true");
    try {
      assertTrue(Terminal.ofSystemProperties(Map.of("NO_COLOR", "")).colours());
      assertFalse(Terminal.ofSystemProperties(Map.of("NO_COLOR", "1")).colours());
    } finally {
      System.clearProperty("mixsep.terminal.output");
    }
    assertFalse(new Terminal(true, false, 80).colours());
  }
}
