package org.mixsep.app.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.mixsep.app.config.NetworkName.Family;

/**
 * Names of networks; {@code resnetK} and {@code resnet-kK} take any depth K. What earlier versions
 * wrote, such as {@code resnet18}, is read as they meant it.
 */
record NetworkKind() implements Kind<NetworkName> {
  private static final Pattern RESNET = Pattern.compile("resnet(?:-k)?(\\d{1,9})(-strided)?");

  @Override
  public NetworkName parse(String text) {
    String plain = Kinds.plain(text);
    Matcher resnet = RESNET.matcher(plain);
    if (resnet.matches()) {
      Family family = resnet.group(2) == null ? Family.RESNET : Family.RESNET_STRIDED;
      return new NetworkName(family, Integer.parseInt(resnet.group(1)));
    }
    return Stream.of(Family.values())
        .filter(family -> !family.hasDepth())
        .map(family -> new NetworkName(family, 0))
        .filter(name -> name.toString().equals(plain))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(text));
  }

  @Override
  public boolean admits(NetworkName value) {
    return true; // its constructor has seen to it
  }

  @Override
  public Optional<String> ambiguity(String text) {
    NetworkName name = parse(text);
    return name.isAmbiguous() && Kinds.plain(text).equals(name.paperName())
        ? Optional.of(
            "means another network everywhere else; the paper's, with %d residual blocks in each of three stages, is %s"
                .formatted(name.residualBlocks(), name))
        : Optional.empty();
  }

  @Override
  public String format(NetworkName value) {
    return value.toString();
  }

  @Override
  public String allowed() {
    return "vgg16, resnetK and resnetK-strided with K residual blocks a stage from 1 to "
        + NetworkName.MOST_BLOCKS
        + " (the paper has 3, 9, 18, 25; 18 is resnet-k18), wrn28-10, wrn28-10-original, nin";
  }

  @Override
  public List<String> names() {
    return List.of(
        "vgg16",
        "resnet3",
        "resnet9",
        "resnet-k18",
        "resnet25",
        "resnet3-strided",
        "resnet9-strided",
        "resnet18-strided",
        "resnet25-strided",
        "wrn28-10",
        "wrn28-10-original",
        "airbench",
        "nin");
  }
}
