package org.mixsep.app.config;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.mixsep.app.config.NetworkName.Family;

/** Names of networks; {@code resnetK} takes any depth K. */
record NetworkKind() implements Kind<NetworkName> {
  private static final Pattern RESNET = Pattern.compile("resnet(\\d{1,9})(-strided)?");

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
  public String format(NetworkName value) {
    return value.toString();
  }

  @Override
  public String allowed() {
    return "vgg16, resnetK and resnetK-strided with K from 1 to "
        + NetworkName.MOST_BLOCKS
        + " (the paper has 3, 9, 18, 25), wrn28-10, wrn28-10-original, nin";
  }

  @Override
  public List<String> names() {
    return List.of(
        "vgg16",
        "resnet3",
        "resnet9",
        "resnet18",
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
