package org.mixsep.download;

/**
 * Weights as somebody publishes them.
 *
 * @param name what their publisher and mixsep call them, such as {@code resnet18.tv_in1k}
 * @param network torchvision's name of their network
 * @param training what they were trained on, in one line
 * @param licence such as {@code Apache-2.0}
 */
public record WeightsOffer(String name, String network, String training, String licence) {
  /** The file below the publisher's address. */
  public static final String FILE = "model.safetensors";

  /** The folder of the file below the publisher's address; ends with a slash. */
  String folder() {
    return name + "/resolve/main/";
  }
}
