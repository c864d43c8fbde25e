package org.mixsep.app.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.mixsep.app.config.Suggestions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mixsep help}. */
@Command(
    name = "help",
    description = {"Shows the help of a command, as its --help does, or of all.", ""})
final class HelpCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "COMMAND",
      description = "A command such as train, or data fetch; all if none.")
  private List<String> names = List.of();

  HelpCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    CommandLine command = spec.root().commandLine();
    for (String name : names) {
      CommandLine next = command.getSubcommands().get(name);
      if (next == null) {
        throw Suggestions.refusal(
            "unknown command '%s'".formatted(name), name, command.getSubcommands().keySet());
      }
      command = next;
    }
    command.usage(console.out());
    return ExitCode.OK.number();
  }
}
