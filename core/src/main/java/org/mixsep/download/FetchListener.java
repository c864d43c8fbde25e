package org.mixsep.download;

/** Hears what a fetch is doing. Called from the thread that fetches; must return at once. */
public interface FetchListener {
  /** One line about what happens now. */
  void message(String line);

  /**
   * Called after every piece of a file.
   *
   * @param file its name
   * @param done bytes there, of earlier tries too
   * @param total its size
   */
  void progress(String file, long done, long total);
}
