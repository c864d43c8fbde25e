package org.mixsep.app.config;

/** What a setting belongs to, and with that what it decides and when it may change. */
public enum Scope {
  /** The images that are trained, validated and tested on; a trained model may meet others. */
  IMAGES,
  /** What a trained model is and how it came to be; it stays as it is. */
  MODEL,
  /** How numbers are computed: another choice gives other last bits, on any machine. */
  ARITHMETIC,
  /** What the machine at hand has to compute with; another machine has something else. */
  MACHINE,
  /** What is measured and recorded of a run, and how often. */
  RECORDS,
  /** Where files lie and how they are kept. */
  FILES;

  /** Whether it decides what a run computes, and not only what is recorded of it and where. */
  public boolean decides() {
    return this != RECORDS && this != FILES;
  }
}
