package org.mixsep.app.cli;

import java.util.concurrent.Callable;
import org.mixsep.app.config.FlatYaml;
import org.mixsep.app.config.Preset;
import org.mixsep.app.config.Presets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mixsep presets}. */
@Command(
    name = "presets",
    description = {
      "Lists the presets, or prints all settings of one as YAML, ready to be changed and given to"
          + " 'mixsep train --config FILE'.",
      ""
    })
final class PresetsCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "The preset to print.")
  private String name;

  PresetsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (name == null) {
      TextTable table = new TextTable("preset", "what it trains");
      for (Preset preset : Presets.all()) {
        table.row(preset.name(), preset.description());
      }
      console.out().print(table.render(console.terminal().tableWidth()));
    } else {
      Preset preset = Presets.named(name);
      console.out().print("# " + preset.name() + ": " + preset.description() + "\n\n");
      console.out().print(FlatYaml.write(preset.config()));
    }
    return ExitCode.OK.number();
  }
}
