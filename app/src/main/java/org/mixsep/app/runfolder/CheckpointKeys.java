package org.mixsep.app.runfolder;

/** Names of what a run puts into its checkpoints beside what is trained. */
public final class CheckpointKeys {
  /** Every setting, as flat YAML has it. */
  public static final String CONFIG = "config";

  /** SHA-256 of the training images. */
  public static final String IMAGES = "images";

  /** SHA-256 of the test images; old checkpoints have none. */
  public static final String TEST_IMAGES = "testImages";

  /** How images are prepared, in words. */
  public static final String PREPROCESSING = "preprocessing";

  /** What the names of fitted preprocessing's tensors start with. */
  public static final String FITTED = "preprocessing.";

  /** Names of classes, one a line. */
  public static final String CLASSES = "classes";

  /** Of an image, such as {@code 3x32x32}. */
  public static final String SHAPE = "shape";

  /** Of the program and what it runs on, in words. */
  public static final String VERSIONS = "versions";

  /** Number of processes that the run was done by; old checkpoints have none. */
  public static final String PROCESSES = "processes";

  private CheckpointKeys() {}
}
