package org.mixsep.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The versions that Maven wrote into the program, and Java's. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    Properties versions = new Properties();
    try (InputStream file = Version.class.getResourceAsStream("version.properties")) {
      versions.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new String[] {
      "mixsep " + versions.getProperty("mixsep"),
      "libtorch by JavaCPP " + versions.getProperty("pytorch"),
      "Java " + System.getProperty("java.version") + ", " + System.getProperty("java.vendor")
    };
  }
}
