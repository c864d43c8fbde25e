package org.mixsep.app.cli;

import java.util.concurrent.Callable;
import org.mixsep.InvalidInputException;
import org.mixsep.app.images.DataSets;
import org.mixsep.download.SetFolder.Finding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mixsep data check}. */
@Command(
    name = "check",
    description = {
      "Examines every file of an image set, sizes and checksums, then reads all images. 'mixsep data"
          + " check folder --dir FOLDER' reads your own pictures and lists every fault.",
      ""
    },
    footer = {"", "Exit codes: 0 all is right, 2 something is missing or wrong."})
final class DataCheckCommand implements Callable<Integer> {
  private final DataSets dataSets;
  private final Console console;

  @Mixin private DataArguments arguments = new DataArguments();

  DataCheckCommand(DataSets dataSets, Console console) {
    this.dataSets = dataSets;
    this.console = console;
  }

  @Override
  public Integer call() {
    DataSets.Check check;
    try (FetchBar bar = console.fetchBar()) {
      check = dataSets.check(arguments.name(), arguments.config(), bar);
    }
    TextTable table = new TextTable("file", "finding");
    for (Finding finding : check.findings()) {
      table.row(finding.path(), finding.finding());
    }
    console.out().print(table.render(console.terminal().tableWidth()));
    check
        .remedy()
        .ifPresent(
            command -> {
              throw new InvalidInputException(
                  "%s: %d of %d findings are wrong; %s"
                      .formatted(
                          check.folder(),
                          check.findings().stream().filter(f -> !f.right()).count(),
                          check.findings().size(),
                          command));
            });
    return ExitCode.OK.number();
  }
}
