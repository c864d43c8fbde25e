package org.mixsep.app.cli;

import org.mixsep.app.runfolder.Versions;
import picocli.CommandLine.IVersionProvider;

/** The versions that Maven wrote into the program, and Java's. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "mixsep " + Versions.mixsep(),
      "libtorch by JavaCPP " + Versions.libtorch(),
      "Java " + System.getProperty("java.version") + ", " + System.getProperty("java.vendor")
    };
  }
}
