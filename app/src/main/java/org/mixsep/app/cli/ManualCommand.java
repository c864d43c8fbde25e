package org.mixsep.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mixsep manual}. */
@Command(
    name = "manual",
    description = {"Prints the manual page of all commands, for the program man.", ""},
    footer = {
      "",
      "To read it:      mixsep manual | man -l -",
      "To install it:   mixsep manual > ~/.local/share/man/man1/mixsep.1"
    })
final class ManualCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec;

  ManualCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.out().print(ManualPage.of(spec.root()));
    return ExitCode.OK.number();
  }
}
