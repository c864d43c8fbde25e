package org.mixsep.app.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.mixsep.app.runfolder.Versions;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A command with all its subcommands as one manual page, in the macros of man(7). */
final class ManualPage {
  private final StringBuilder page = new StringBuilder();

  private ManualPage() {}

  static String of(CommandSpec root) {
    ManualPage manual = new ManualPage();
    String name = root.name();
    manual.macro(
        ".TH "
            + name.toUpperCase(Locale.ROOT)
            + " 1 \"\" \""
            + name
            + " "
            + Versions.mixsep()
            + "\"");
    manual.macro(".SH NAME");
    manual.text(name + " - " + first(root));
    manual.macro(".SH SYNOPSIS");
    manual.synopsis(root);
    manual.macro(".SH DESCRIPTION");
    manual.body(root);
    manual.macro(".SH COMMANDS");
    manual.commands(root);
    manual.macro(".SH EXIT STATUS");
    for (ExitCode code : ExitCode.values()) {
      manual.macro(".TP");
      manual.macro(".B " + code.number());
      manual.text(code.meaning());
    }
    return manual.page.toString();
  }

  private static String first(CommandSpec command) {
    String line = command.usageMessage().description()[0];
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }

  private void commands(CommandSpec parent) {
    parent
        .subcommands()
        .values()
        .forEach(
            line -> {
              CommandSpec command = line.getCommandSpec();
              macro(".SS \"" + escaped(command.qualifiedName()) + "\"");
              synopsis(command);
              macro(".PP");
              body(command);
              commands(command);
            });
  }

  private void synopsis(CommandSpec command) {
    macro(".B " + escaped(command.qualifiedName()));
    for (OptionSpec option : command.options()) {
      if (option.required() && option.group() == null) {
        text(option.longestName() + " " + option.paramLabel());
      }
    }
    if (!command.options().isEmpty()) {
      text("[OPTION]...");
    }
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      String many = parameter.arity().max() > 1 || parameter.index().max() > 99 ? "..." : "";
      text(
          parameter.required()
              ? parameter.paramLabel() + many
              : "[" + parameter.paramLabel() + many + "]");
    }
    if (!command.subcommands().isEmpty()) {
      text("COMMAND");
    }
  }

  private void body(CommandSpec command) {
    paragraphs(command.usageMessage().description());
    Stream.concat(command.positionalParameters().stream(), command.options().stream())
        .filter(argument -> !argument.hidden() && !inherited(argument))
        .forEach(this::argument);
    List<String> footer = Arrays.asList(command.usageMessage().footer());
    if (!footer.isEmpty()) {
      macro(".PP");
      macro(".nf");
      footer.stream().skip(footer.get(0).isEmpty() ? 1 : 0).forEach(this::text);
      macro(".fi");
    }
  }

  private static boolean inherited(ArgSpec argument) {
    return argument instanceof OptionSpec option && option.inherited();
  }

  private void argument(ArgSpec argument) {
    macro(".TP");
    if (argument instanceof OptionSpec option) {
      String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
      macro(".B " + escaped(String.join(", ", option.names()) + value));
    } else {
      macro(".B " + escaped(argument.paramLabel()));
    }
    paragraphs(argument.description());
  }

  private void paragraphs(String... lines) {
    boolean goesOn = false;
    for (String line : lines) {
      if (line.isEmpty()) {
        macro(".PP");
      } else {
        if (goesOn) {
          macro(".br");
        }
        text(line);
      }
      goesOn = !line.isEmpty();
    }
  }

  private void macro(String line) {
    page.append(line).append('\n');
  }

  private void text(String line) {
    macro(escaped(line));
  }

  /** Hyphens would become other characters, and a dot or an apostrophe begins a macro. */
  private static String escaped(String line) {
    String plain = line.replace("\\", "\\e").replace("-", "\\-").replace("\"", "\\(dq");
    return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
  }
}
