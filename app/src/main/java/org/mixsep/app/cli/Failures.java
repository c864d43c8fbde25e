package org.mixsep.app.cli;

import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Optional;
import org.mixsep.app.config.Suggestions;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns a failure into one line on standard error and an exit code. */
final class Failures {
  private Failures() {}

  /** For failures of commands. */
  static int report(Throwable failure, PrintWriter err, boolean verbose) {
    ExitCode code = ExitCode.of(failure);
    if (code == ExitCode.OUTPUT_CLOSED) {
      return code.number(); // as of a program that the system ends for it: no word
    }
    print(line(failure, code, verbose), err);
    if (verbose) {
      failure.printStackTrace(err);
      err.flush();
    }
    return code.number();
  }

  private static String line(Throwable failure, ExitCode code, boolean verbose) {
    Optional<String> shortage = MemoryShortage.of(failure);
    if (shortage.isPresent()) {
      return shortage.get();
    }
    if (code == ExitCode.INTERNAL_ERROR) {
      return "internal error: " + failure + (verbose ? "" : " (--verbose shows where)");
    }
    return failure instanceof InvalidPathException path
        ? unnamable(path)
        : String.valueOf(failure.getMessage());
  }

  /** The launcher sees to it that files can have any letters; who starts the JVM may not have. */
  private static String unnamable(InvalidPathException failure) {
    return "'%s' cannot be the name of a file, which this JVM has in %s; with LC_ALL=C.UTF-8 all letters can be"
        .formatted(failure.getInput(), System.getProperty("sun.jnu.encoding"));
  }

  /** For arguments that do not fit the command. */
  static int report(ParameterException failure, PrintWriter err) {
    CommandLine command = failure.getCommandLine();
    String line =
        failure instanceof UnmatchedArgumentException unmatched
            ? unmatched(unmatched, command.getCommandSpec())
            : failure.getMessage();
    String help = "see '" + command.getCommandSpec().qualifiedName() + " --help'";
    print(line + (line.endsWith("?") ? " (" + help + ")" : "; " + help), err);
    return ExitCode.INVALID_INPUT.number();
  }

  private static String unmatched(UnmatchedArgumentException failure, CommandSpec command) {
    String argument = failure.getUnmatched().get(0);
    if (argument.startsWith("-")) {
      int equals = argument.indexOf('=');
      String option = equals < 0 ? argument : argument.substring(0, equals);
      return "unknown option " + option + hint(option, List.copyOf(command.optionsMap().keySet()));
    }
    List<String> commands = List.copyOf(command.subcommands().keySet());
    return commands.isEmpty()
        ? "unexpected argument '" + argument + "'"
        : "unknown command '" + argument + "'" + hint(argument, commands);
  }

  private static String hint(String given, List<String> known) {
    Optional<String> nearest = Suggestions.nearest(given, known);
    return Suggestions.hint(nearest);
  }

  private static void print(String line, PrintWriter err) {
    err.println("mixsep: " + Plain.of(line.strip().replaceAll("\\s*\\R\\s*", " ")));
    err.flush();
  }
}
