package org.mixsep.app.cli;

import java.io.PrintWriter;
import org.mixsep.app.run.DataSets;
import org.mixsep.app.run.TorchModels;
import org.mixsep.app.run.TorchRuns;

/** The program's entry. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Console console =
        new Console(
            new PrintWriter(System.out),
            new PrintWriter(System.err, true),
            Terminal.ofSystemProperties());
    System.exit(
        new Cli(new TorchRuns(), new TorchModels(), new DataSets(), console).execute(arguments));
  }
}
