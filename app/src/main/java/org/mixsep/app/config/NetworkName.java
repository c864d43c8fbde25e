package org.mixsep.app.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mixsep.network.PublishedNetwork;

/**
 * Which network is trained.
 *
 * @param family its kind
 * @param residualBlocks K of ResNet-K: residual blocks in each of the blocks 2, 3 and 4; 0 for
 *     families that have no K
 * @param published the network itself, of those that others publish weights for
 */
public record NetworkName(Family family, int residualBlocks, Optional<PublishedNetwork> published) {
  /** Most residual blocks a name may ask for: 1202 layers. */
  static final int MOST_BLOCKS = 200;

  /** Networks of one plan. */
  public enum Family {
    VGG16("vgg16"),
    /** The paper's Table 1: max pooling between the four blocks. */
    RESNET("resnet"),
    /** The usual CIFAR ResNet: no pooling, stride 2 at blocks 3 and 4. */
    RESNET_STRIDED("resnet"),
    /** The paper's Table 1: three convolutions a residual block. */
    WRN28_10("wrn28-10"),
    /** As Zagoruyko and Komodakis published it: two convolutions, strides. */
    WRN28_10_ORIGINAL("wrn28-10-original"),
    /** A small network that trains in a few epochs; its first block is not trained. */
    AIRBENCH("airbench"),
    /** Network in network: three mlpconv blocks, which are the blocks 2, 3 and 4 here. */
    NIN("nin"),
    /** Networks of photographs that others publish weights for. */
    PUBLISHED("");

    private final String text;

    Family(String text) {
      this.text = text;
    }

    boolean hasDepth() {
      return this == RESNET || this == RESNET_STRIDED;
    }

    /** Whether its residual units begin with batch norm and ReLU. */
    boolean isPreActivated() {
      return this != VGG16 && this != NIN && this != PUBLISHED;
    }

    /** Numbers of the blocks that can carry a module, counted so that the last is 4. */
    public List<Integer> blocks() {
      return this == NIN ? List.of(2, 3, 4) : List.of(1, 2, 3, 4);
    }
  }

  public NetworkName {
    boolean fits =
        family.hasDepth()
            ? residualBlocks >= 1 && residualBlocks <= MOST_BLOCKS
            : residualBlocks == 0;
    if (!fits || published.isPresent() != (family == Family.PUBLISHED)) {
      throw new IllegalArgumentException(family + " with K = " + residualBlocks);
    }
  }

  /** One of the paper's, or of its comparators. */
  public NetworkName(Family family, int residualBlocks) {
    this(family, residualBlocks, Optional.empty());
  }

  /** One that others publish weights for. */
  public NetworkName(PublishedNetwork network) {
    this(Family.PUBLISHED, 0, Optional.of(network));
  }

  /** Depths of the ResNets of He et al. (2016), which everyone else means by these names. */
  private static final Set<Integer> LAYERS_ELSEWHERE = Set.of(18, 34, 50, 101, 152);

  /** A name of the paper's, such as {@code resnet18}, as settings have it: {@code resnet-k18}. */
  public static String ofPaper(String name) {
    boolean taken = LAYERS_ELSEWHERE.stream().anyMatch(layers -> name.equals("resnet" + layers));
    return taken ? name.replace("resnet", "resnet-k") : name;
  }

  /** Whether the paper's name is another network's everywhere else. */
  boolean isAmbiguous() {
    return family == Family.RESNET && LAYERS_ELSEWHERE.contains(residualBlocks);
  }

  /** The name as it is typed, such as {@code resnet9-strided} or {@code resnet-k18}. */
  @Override
  public String toString() {
    if (published.isPresent()) {
      return Kinds.plain(published.get().toString());
    }
    return isAmbiguous() ? family.text + "-k" + residualBlocks : paperName();
  }

  /**
   * As the paper counts: {@code resnet18} has 18 residual blocks in each of three blocks; what
   * others call so is {@code torchvision-resnet18} beside it.
   */
  public String paperName() {
    return switch (family) {
      case PUBLISHED -> "torchvision-" + this;
      case RESNET -> family.text + residualBlocks;
      case RESNET_STRIDED -> family.text + residualBlocks + "-strided";
      default -> family.text;
    };
  }
}
