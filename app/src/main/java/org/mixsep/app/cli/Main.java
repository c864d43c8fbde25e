package org.mixsep.app.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.mixsep.app.run.DataSets;
import org.mixsep.app.run.TorchModels;
import org.mixsep.app.run.TorchRuns;

/** The program's entry. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // or numbers in names of files would be in the user's digits
    Console console =
        new Console(
            new PrintWriter(utf8(FileDescriptor.out)),
            new PrintWriter(utf8(FileDescriptor.err), true),
            Terminal.ofSystemProperties());
    System.exit(
        new Cli(new TorchRuns(), new TorchModels(), new DataSets(), console).execute(arguments));
  }

  /** Whatever the locale's encoding is: what reads JSON and CSV takes them to be in UTF-8. */
  private static Writer utf8(FileDescriptor stream) {
    return new OutputStreamWriter(new FileOutputStream(stream), StandardCharsets.UTF_8);
  }
}
