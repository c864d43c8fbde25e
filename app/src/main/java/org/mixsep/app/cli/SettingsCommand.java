package org.mixsep.app.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mixsep.app.config.Catalogue;
import org.mixsep.app.config.Presets;
import org.mixsep.app.config.RunConfig;
import org.mixsep.app.config.Setting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mixsep settings}. */
@Command(
    name = "settings",
    description = {
      "Explains the settings: key, default, meaning and what is allowed. A setting is given to"
          + " 'mixsep train' as key=value or in a file by --config.",
      ""
    })
final class SettingsCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      paramLabel = "KEY",
      arity = "0..1",
      description = "A key such as loss.within.weight, or a group such as loss; all if none.")
  private String name;

  SettingsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<Setting<?>> settings = name == null ? Catalogue.all() : Catalogue.matching(name);
    if (settings.isEmpty()) {
      throw Catalogue.unknown(name, Optional.empty());
    }
    if (settings.size() == 1) {
      console.out().print(one(settings.get(0)));
    } else {
      console.out().print(table(settings).render(console.terminal().tableWidth()));
      console.out().print("\n" + footer());
    }
    return ExitCode.OK.number();
  }

  private static TextTable table(List<Setting<?>> settings) {
    TextTable table = new TextTable("setting", "default", "meaning");
    for (Setting<?> setting : settings) {
      table.row(
          setting.key(),
          shown(setting.defaultText()),
          setting.help() + " Allowed: " + setting.kind().allowed() + ".");
    }
    return table;
  }

  private String one(Setting<?> setting) {
    RunConfig usual = Presets.named(Presets.DEFAULT).config();
    String preset = setting.textIn(usual);
    TextTable table = new TextTable("setting", setting.key());
    Catalogue.shorthand(setting.key()).ifPresent(key -> table.row("short", key));
    table
        .row("meaning", setting.help())
        .row("allowed", setting.kind().allowed())
        .row("default", shown(setting.defaultText()));
    if (!preset.equals(setting.defaultText())) {
      table.row("in " + Presets.DEFAULT, shown(preset));
    }
    return table.render(console.terminal().tableWidth());
  }

  private static String footer() {
    return "data, network, loss, batches and learningRate are short for data.name, network.name,"
        + " loss.name, batches.order and learningRate.initial.\nDefaults are the paper's where it names them; 'mixsep train'"
        + " starts from the preset "
        + Presets.DEFAULT
        + " ('mixsep presets "
        + Presets.DEFAULT
        + "').\n";
  }

  private static String shown(String text) {
    return text.isEmpty() ? "-" : text;
  }
}
