package org.mixsep.torch;

import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.stream;

/**
 * oneDNN, whose kernels plans call. libtorch has a oneDNN inside as well, which it hides, and uses
 * for convolutions only.
 */
public final class OneDnn {
  private OneDnn() {}

  /** Loaded where the first kernel is asked for: a program on a GPU needs none. */
  private static final class Library {
    static final engine ENGINE;
    static final stream STREAM;

    static {
      engine engine = null;
      stream stream = null;
      try {
        engine = new engine(org.bytedeco.dnnl.engine.kind.cpu, 0);
        engine.retainReference();
        stream = new stream(engine);
        stream.retainReference();
      } catch (LinkageError e) {
        // Left out of the class path, or not for this system: libtorch does it all, slower.
      }
      ENGINE = engine;
      STREAM = stream;
    }
  }

  /** Whether it loads; nothing else here is to be called where it does not. */
  public static boolean isLoaded() {
    return Library.STREAM != null;
  }

  /** What kernels are compiled by. */
  public static engine engine() {
    return Library.ENGINE;
  }

  /** What kernels run in, one after another. */
  public static stream stream() {
    return Library.STREAM;
  }
}
