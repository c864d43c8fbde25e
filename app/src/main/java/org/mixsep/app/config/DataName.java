package org.mixsep.app.config;

/** Image sets that can be trained on. */
public enum DataName {
  /** House-number digits drawn by the program itself: needs no download. */
  STREET_DIGITS,
  /** CIFAR-10 in its official binary layout. */
  CIFAR10,
  /** CIFAR-100 in its official binary layout, fine labels. */
  CIFAR100,
  /** SVHN's cropped digits, MATLAB files. */
  SVHN,
  /** Handwritten digits, IDX files. */
  MNIST,
  /** Pieces of clothing, IDX files. */
  FASHION_MNIST,
  /** A folder of the user's own pictures, one folder a class. */
  FOLDER;

  /** What the folder of the set holds; empty for one that is drawn. */
  String files() {
    return switch (this) {
      case STREET_DIGITS -> "";
      case CIFAR10 -> "data_batch_1.bin to data_batch_5.bin and test_batch.bin";
      case CIFAR100 -> "train.bin and test.bin";
      case SVHN -> "train_32x32.mat, test_32x32.mat and, with data.extra=on, extra_32x32.mat";
      case MNIST, FASHION_MNIST ->
          "train-images-idx3-ubyte, train-labels-idx1-ubyte and the same with t10k, plain or .gz";
      case FOLDER -> "train/CLASS/* and test/CLASS/*, or CLASS/*, each CLASS a folder of pictures";
    };
  }

  /** Whether the set always has ten classes. */
  boolean hasTenClasses() {
    return switch (this) {
      case CIFAR10, SVHN, MNIST, FASHION_MNIST -> true;
      case STREET_DIGITS, CIFAR100, FOLDER -> false;
    };
  }
}
