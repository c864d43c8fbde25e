package org.mixsep.app.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.mixsep.app.images.DataSets;
import org.mixsep.app.model.TorchModels;
import org.mixsep.app.run.TorchRuns;
import org.mixsep.torch.NativeCache;

/** The program's entry. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // or numbers in names of files would be in the user's digits
    NativeCache.useReadOnly();
    Console console =
        new Console(
            new PrintWriter(utf8(new StandardOutput())),
            new PrintWriter(utf8(new FileOutputStream(FileDescriptor.err)), true),
            Terminal.ofSystemProperties(System.getenv()));
    System.exit(
        new Cli(new TorchRuns(), new TorchModels(), new DataSets(), console).execute(arguments));
  }

  /** Whatever the locale's encoding is: what reads JSON and CSV takes them to be in UTF-8. */
  private static Writer utf8(OutputStream stream) {
    return new OutputStreamWriter(stream, StandardCharsets.UTF_8);
  }
}
