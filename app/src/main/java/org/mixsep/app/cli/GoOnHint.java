package org.mixsep.app.cli;

import java.io.PrintWriter;

/** While it is open, a signal that ends the program makes it say which command goes on. */
final class GoOnHint implements AutoCloseable {
  private final Thread hook;

  GoOnHint(PrintWriter err, String command) {
    hook =
        new Thread(
            () -> {
              err.println("stopping after a checkpoint; the same command goes on: " + command);
              err.flush();
            },
            "go-on-hint");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It is said already, or about to be.
    }
  }
}
