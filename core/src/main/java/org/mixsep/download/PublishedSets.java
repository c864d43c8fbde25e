package org.mixsep.download;

import static org.mixsep.download.RemoteFile.Content.ANY_SIZE;
import static org.mixsep.download.RemoteFile.extra;
import static org.mixsep.download.RemoteFile.kept;
import static org.mixsep.download.RemoteFile.tarGz;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mixsep.download.RemoteFile.Content;

/**
 * The image sets that mixsep knows how to fetch.
 *
 * <p>Where the sizes and checksums are from, all looked up and none computed here:
 *
 * <ul>
 *   <li>CIFAR: the publisher's page names MD5 sums only (c32a1d4ab5d03f1284b67883e8d87530 for
 *       CIFAR-10, 03b5dce01913d631647c71ecec9e9cb8 for CIFAR-100). Size and SHA-256 of the same
 *       files are those of TensorFlow Datasets' url_checksums; for CIFAR-10 an independent record
 *       names MD5, SHA-256 and size together.
 *   <li>SVHN: the publisher names none. Size and SHA-256 are those of TensorFlow Datasets; sizes
 *       agree with torchvision's users, whose MD5 sums are of the same addresses. Plain http is the
 *       publisher's own address: the SHA-256 makes up for it.
 *   <li>Fashion-MNIST: the publisher names MD5 sums; size and SHA-256 are those of TensorFlow
 *       Datasets, and several independent records name both sums together.
 *   <li>MNIST: the publisher's own server has refused downloads since 2024; the address is the copy
 *       of the Common Visual Data Foundation, made with the publisher. Size and SHA-256 are those
 *       of TensorFlow Datasets and of records made from the publisher's server before.
 * </ul>
 */
public final class PublishedSets {
  private static final List<PublishedSet> ALL =
      List.of(cifar10(), cifar100(), svhn(), fashionMnist(), mnist());

  private PublishedSets() {}

  public static List<PublishedSet> all() {
    return ALL;
  }

  public static Optional<PublishedSet> named(String name) {
    return ALL.stream().filter(set -> set.name().equals(name)).findFirst();
  }

  private static PublishedSet cifar10() {
    List<Content> contents = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      contents.add(new Content("cifar-10-batches-bin/data_batch_" + i + ".bin", 30_730_000));
    }
    contents.add(new Content("cifar-10-batches-bin/test_batch.bin", 30_730_000));
    contents.add(new Content("cifar-10-batches-bin/batches.meta.txt", ANY_SIZE));
    return new PublishedSet(
        "cifar10",
        "60000 photographs of 10 kinds of things, 32x32 in colour",
        URI.create("https://www.cs.toronto.edu/~kriz/"),
        50_000,
        10_000,
        List.of(
            tarGz(
                "cifar-10-binary.tar.gz",
                170_052_171,
                "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
                contents.toArray(Content[]::new))));
  }

  private static PublishedSet cifar100() {
    return new PublishedSet(
        "cifar100",
        "60000 photographs of 100 kinds of things, 32x32 in colour",
        URI.create("https://www.cs.toronto.edu/~kriz/"),
        50_000,
        10_000,
        List.of(
            tarGz(
                "cifar-100-binary.tar.gz",
                168_513_733,
                "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
                new Content("cifar-100-binary/train.bin", 153_700_000),
                new Content("cifar-100-binary/test.bin", 30_740_000),
                new Content("cifar-100-binary/fine_label_names.txt", ANY_SIZE))));
  }

  private static PublishedSet svhn() {
    return new PublishedSet(
        "svhn",
        "99289 digits from house numbers, and 531131 more by --extra, 32x32 in colour",
        URI.create("http://ufldl.stanford.edu/housenumbers/"),
        73_257,
        26_032,
        List.of(
            kept(
                "train_32x32.mat",
                182_040_794,
                "435e94d69a87fde4fd4d7f3dd208dfc32cb6ae8af2240d066de1df7508d083b8"),
            kept(
                "test_32x32.mat",
                64_275_384,
                "cdce80dfb2a2c4c6160906d0bd7c68ec5a99d7ca4831afa54f09182025b6a75b"),
            extra(
                "extra_32x32.mat",
                1_329_278_602,
                "a133a4beb38a00fcdda90c9489e0c04f900b660ce8a316a5e854838379a71eb3")));
  }

  private static PublishedSet fashionMnist() {
    return new PublishedSet(
        "fashion-mnist",
        "70000 pieces of clothing in 10 kinds, 28x28 in grey",
        URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
        60_000,
        10_000,
        List.of(
            kept(
                "train-images-idx3-ubyte.gz",
                26_421_880,
                "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
            kept(
                "train-labels-idx1-ubyte.gz",
                29_515,
                "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
            kept(
                "t10k-images-idx3-ubyte.gz",
                4_422_102,
                "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
            kept(
                "t10k-labels-idx1-ubyte.gz",
                5_148,
                "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5")));
  }

  private static PublishedSet mnist() {
    return new PublishedSet(
        "mnist",
        "70000 handwritten digits, 28x28 in grey",
        URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"),
        60_000,
        10_000,
        List.of(
            kept(
                "train-images-idx3-ubyte.gz",
                9_912_422,
                "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
            kept(
                "train-labels-idx1-ubyte.gz",
                28_881,
                "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
            kept(
                "t10k-images-idx3-ubyte.gz",
                1_648_877,
                "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
            kept(
                "t10k-labels-idx1-ubyte.gz",
                4_542,
                "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")));
  }
}
