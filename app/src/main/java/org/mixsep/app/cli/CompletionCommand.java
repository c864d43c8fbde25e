package org.mixsep.app.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mixsep completion}. */
@Command(
    name = "completion",
    description = {
      "Prints a script for bash and zsh that completes commands, options and files.",
      ""
    },
    footer = {
      "",
      "For this shell:         source <(mixsep completion)",
      "For every bash to come: mixsep completion > ~/.local/share/bash-completion/completions/mixsep",
      "For every zsh to come, in ~/.zshrc: source <(mixsep completion)"
    })
final class CompletionCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec;

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.out().print(AutoComplete.bash("mixsep", spec.root().commandLine()));
    return ExitCode.OK.number();
  }
}
