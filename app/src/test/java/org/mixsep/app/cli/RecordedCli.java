package org.mixsep.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.mixsep.app.images.DataSets;

/** The command line with what it asks for and what it prints. */
final class RecordedCli {
  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();
  final RecordedRuns runs = new RecordedRuns();
  final ModelCommandsTest.RecordedModels models = new ModelCommandsTest.RecordedModels();

  int run(String... arguments) {
    Console console =
        new Console(new PrintWriter(out), new PrintWriter(err), new Terminal(false, false, 80));
    return new Cli(runs, models, new DataSets(), console).execute(arguments);
  }

  /** The single line on standard error that a refused command leaves. */
  String refusal(String... arguments) {
    assertEquals(2, run(arguments), err::toString);
    assertEquals("", out.toString());
    assertEquals(1, err.toString().lines().count(), err::toString);
    assertTrue(err.toString().startsWith("mixsep: "), err::toString);
    return err.toString().strip();
  }

  /** What was printed to standard output since the last time. */
  String printed() {
    String text = out.toString();
    out.getBuffer().setLength(0);
    return text;
  }
}
