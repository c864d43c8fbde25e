package org.mixsep.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mixsep.app.config.ConfigSources;
import org.mixsep.app.config.Presets;
import org.mixsep.app.doctor.Diagnosis;
import org.mixsep.app.doctor.Diagnosis.Verdict;
import org.mixsep.app.doctor.Doctor;
import org.mixsep.app.images.DataSets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mixsep doctor}. */
@Command(
    name = "doctor",
    description = {
      "Looks whether this machine can train, what holds it back, and what to do about that.",
      ""
    },
    footer = {"", "Exit codes: 0 it can train, 6 it cannot."})
final class DoctorCommand implements Callable<Integer> {
  private final DataSets dataSets;
  private final Console console;

  @Parameters(
      paramLabel = "key=value",
      description = "Settings, such as cache=FOLDER to look at another cache.")
  private List<String> settings = List.of();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  DoctorCommand(DataSets dataSets, Console console) {
    this.dataSets = dataSets;
    this.console = console;
  }

  @Override
  public Integer call() {
    List<Diagnosis> all =
        Doctor.examine(
            dataSets, ConfigSources.resolve(Presets.DEFAULT, Optional.empty(), settings));
    boolean trains = all.stream().noneMatch(one -> one.verdict() == Verdict.PROBLEM);
    console.out().print(json ? json(all, trains) : table(all, trains));
    return (trains ? ExitCode.OK : ExitCode.CANNOT_TRAIN).number();
  }

  private String table(List<Diagnosis> all, boolean trains) {
    TextTable table = new TextTable("", "what", "found, and what to do");
    for (Diagnosis one : all) {
      String verdict = one.verdict().name().toLowerCase(Locale.ROOT);
      table.row(verdict, one.name(), one.found());
      if (!one.remedy().isEmpty()) {
        table.row("", "", "-> " + one.remedy());
      }
    }
    String verdict =
        trains
            ? "\nThis machine can train.\n"
            : "\nThis machine cannot train: mend the problems.\n";
    return table.render(console.terminal().tableWidth()) + verdict;
  }

  private static String json(List<Diagnosis> all, boolean trains) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("canTrain", trains);
    ArrayNode checks = json.putArray("checks");
    all.forEach(
        one ->
            checks
                .addObject()
                .put("name", one.name())
                .put("verdict", one.verdict().name().toLowerCase(Locale.ROOT))
                .put("found", one.found())
                .put("remedy", one.remedy()));
    return json.toPrettyString() + "\n";
  }
}
