package org.mixsep.app.runfolder;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What a run is computed with. */
public final class Versions {
  private Versions() {}

  /** Of this program, as its build names it. */
  public static String mixsep() {
    return properties().getProperty("mixsep");
  }

  /** Of the JavaCPP presets of libtorch. */
  public static String libtorch() {
    return properties().getProperty("pytorch");
  }

  /** The commit this program was built from; {@code unknown} where it was built outside git. */
  public static String commit() {
    return properties().getProperty("commit");
  }

  /** Program, libtorch, Java and system, in one line. */
  public static String describe() {
    return "mixsep %s, libtorch %s, Java %s, %s %s"
        .formatted(
            mixsep(),
            libtorch(),
            System.getProperty("java.version"),
            System.getProperty("os.name"),
            System.getProperty("os.arch"));
  }

  private static Properties properties() {
    try (InputStream in = Versions.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
