package org.mixsep.app.config;

import java.util.List;
import java.util.Set;

/**
 * Brings what run folders of earlier versions hold into today's names. Their {@code resnet18} is
 * the paper's network, {@code resnet-k18} today, since networks that others call so were added.
 */
final class EarlierNames {
  /** Every listing since then has it. */
  private static final String SINCE_THEN = "weights.url";

  /** A file of so many settings is a listing: nobody typed it. */
  private static final int LISTING = 30;

  private EarlierNames() {}

  /** The same settings; those of an earlier version's listing by today's names. */
  static List<Assignment> brought(List<Assignment> assignments) {
    boolean today = assignments.stream().anyMatch(each -> each.key().equals(SINCE_THEN));
    return today || assignments.size() < LISTING
        ? assignments
        : assignments.stream().map(EarlierNames::brought).toList();
  }

  private static Assignment brought(Assignment assignment) {
    boolean network = Set.of("network.name", "network").contains(assignment.key());
    return network
        ? new Assignment(
            assignment.key(), NetworkName.ofPaper(assignment.value().strip()), assignment.origin())
        : assignment;
  }
}
