package org.mixsep.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mixsep.InvalidInputException;
import org.mixsep.training.NonFiniteLossException;

/** Failures, help and exit codes of the whole command line. */
class CliTest {
  private final RecordedCli cli = new RecordedCli();
  private final StringWriter out = cli.out;
  private final StringWriter err = cli.err;
  private final RecordedRuns runs = cli.runs;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trian | unknown command 'trian'; did you mean train? (see 'mixsep --help')",
        "train --presett x | unknown option --presett; did you mean --preset? (see 'mixsep train",
        "train --iteration=5 | unknown option --iteration; did you mean --iterations?",
        "resume | Missing required parameter: 'RUN'; see 'mixsep resume --help'",
        "resume a b | 'b' is not a setting; expected key=value",
        "data shw | unknown command 'shw'; did you mean show? (see 'mixsep data --help')",
        "train --preset | Missing required parameter for option '--preset' (NAME); see",
        "train --iterations x | iterations=x is refused; allowed: a whole number from 1 to",
        "train --preset cifar10-vgg16-mns | unknown preset 'cifar10-vgg16-mns'; allowed:",
        "train lerningRate=1 | unknown setting lerningRate=1; allowed",
        "train resnet9 | 'resnet9' is not a setting; expected key=value",
        "train --config none.yaml | none.yaml: no such configuration file",
        "data fetch cifar-10 | 'cifar-10' cannot be fetched; allowed: cifar10, cifar100, svhn, f",
        "data fetch mnist --url ftp://x/ | data.url=ftp://x/ is refused; allowed: the address of",
        "data check street-digits | street-digits are drawn by mixsep itself: there is nothing to",
        "data fetch | Missing required parameter: 'NAME'; see 'mixsep data fetch --help'",
        "settings los.space | unknown setting los.space; allowed: the keys that",
        "presets street-digit | unknown preset 'street-digit'; allowed: street-digits,",
        "train -x | unknown option -x; see",
        "evaluate r --json --csv | Error: --json, --csv are mutually exclusive",
        "predict r | Missing required parameter: 'FILE|FOLDER'",
        "predict r x --top 0 | --top 0 is refused; allowed: 1 or more",
        "serve r --port 65536 | --port=65536 is refused; allowed: 0 to 65535",
        "serve r --clients 0 | --clients=0 is refused; allowed: 1 to 10000",
        "predict r x --format xml | Invalid value for option '--format': expected one of",
      })
  void wrongInputIsOneLineAndCode2(String line, String expected) {
    String refusal = cli.refusal(line.split(" "));
    assertTrue(refusal.startsWith("mixsep: " + expected), refusal);
  }

  @Test
  void failuresOfRunsHaveTheirCodes() {
    runs.failure = () -> new InvalidInputException("x.bin: too short");
    assertEquals("mixsep: x.bin: too short", cli.refusal("train"));
    runs.failure = () -> new NonFiniteLossException(7, "within-class loss", 2, Double.NaN);
    assertEquals(3, cli.run("train"));
    assertTrue(
        err.toString()
            .contains("mixsep: iteration 7: the within-class loss of the module on block 2"));
  }

  @Test
  void aWantOfMemoryIsNoInternalError() {
    runs.failure = () -> new OutOfMemoryError("Java heap space");
    assertTrue(cli.refusal("train").contains("MIXSEP_JAVA_OPTS=-Xmx"), err::toString);
    err.getBuffer().setLength(0);
    String said =
        "[enforce fail at alloc_cpu.cpp:124] . DefaultCPUAllocator: can't allocate memory";
    runs.failure = () -> new IllegalStateException(new RuntimeException(said));
    assertTrue(cli.refusal("train").contains("out of memory outside Java's heap"), err::toString);
  }

  @Test
  void theProgramsOwnFaultsAreOneLineUnlessVerbose() {
    runs.failure = () -> new IllegalStateException("first\n  second");
    assertEquals(70, cli.run("train"));
    assertEquals(
        "mixsep: internal error: java.lang.IllegalStateException: first second"
            + " (--verbose shows where)\n",
        err.toString());
    runs.failure = () -> new UnsatisfiedLinkError("no jnitorch");
    assertEquals(70, cli.run("resume", "x"));
    assertFalse(err.toString().contains("\tat "));
    assertEquals(70, cli.run("train", "--verbose"));
    assertTrue(err.toString().contains("\tat "));
  }

  @Test
  void verboseShowsWhereForWrongInputToo() {
    assertEquals(2, cli.run("--verbose", "train", "batch=0"));
    assertTrue(err.toString().startsWith("mixsep: batch=0 is refused"));
    assertTrue(err.toString().contains("\tat "));
  }

  @Test
  void helpAndVersionGoToStandardOutput() {
    assertEquals(0, cli.run());
    assertTrue(out.toString().contains("mixsep train"), out::toString);
    assertEquals(0, cli.run("--version"));
    assertTrue(out.toString().contains("mixsep 0."), out::toString);
    assertFalse(out.toString().contains("${"), out::toString);
    for (String command :
        List.of(
            "train",
            "resume",
            "evaluate",
            "predict",
            "export",
            "serve",
            "report",
            "doctor",
            "completion",
            "manual",
            "presets",
            "settings",
            "data",
            "data list",
            "data fetch",
            "data check",
            "data show",
            "data stats")) {
      assertEquals(0, cli.run((command + " --help").split(" ")));
      assertTrue(out.toString().contains("Usage: mixsep " + command), out::toString);
    }
    assertEquals("", err.toString());
    assertTrue(out.toString().lines().allMatch(line -> line.length() <= 80), out::toString);
  }
}
