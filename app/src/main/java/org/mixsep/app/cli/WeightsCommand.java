package org.mixsep.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mixsep weights}: the commands about weights that others publish. */
@Command(
    name = "weights",
    description = {
      "Lists, fetches and checks weights that networks of photographs start from.",
      ""
    })
final class WeightsCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec;

  WeightsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(console.out());
    return ExitCode.OK.number();
  }
}
