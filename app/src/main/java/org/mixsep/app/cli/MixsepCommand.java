package org.mixsep.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program without a command: prints its help. */
@Command(
    name = "mixsep",
    versionProvider = Version.class,
    description = {"Trains image classifiers with the mixture separability loss, on libtorch.", ""},
    commandListHeading = "%nCommands:%n",
    optionListHeading = "Options:%n",
    footer = {
      "",
      "Start here:",
      "  mixsep train             trains on drawn house numbers, in minutes, offline",
      "  mixsep data list         shows which image sets there are, and which are here",
      "  mixsep presets           lists ready-made settings, the paper's among them",
      "  mixsep settings          explains every setting",
      "  mixsep train --help      shows how settings are changed"
    })
final class MixsepCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the versions of mixsep and what it runs on.")
  private boolean version;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Show where in the program a failure arose.")
  private boolean verbose;

  MixsepCommand(Console console) {
    this.console = console;
  }

  boolean verbose() {
    return verbose;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(console.out());
    return ExitCode.OK.number();
  }
}
