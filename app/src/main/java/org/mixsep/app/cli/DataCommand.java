package org.mixsep.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mixsep data}: the commands about image sets. */
@Command(
    name = "data",
    description = {"Fetches, checks and looks at image sets.", ""})
final class DataCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec;

  DataCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(console.out());
    return ExitCode.OK.number();
  }
}
