package org.mixsep.app.doctor;

/**
 * What was found of one thing.
 *
 * @param name of the thing
 * @param found in a few words
 * @param remedy what to do about it; empty where there is nothing to do
 */
public record Diagnosis(String name, Verdict verdict, String found, String remedy) {

  /** How bad it is. */
  public enum Verdict {
    OK,
    /** Training runs, but slower or not with everything. */
    WARNING,
    /** Training cannot run. */
    PROBLEM
  }

  static Diagnosis ok(String name, String found) {
    return new Diagnosis(name, Verdict.OK, found, "");
  }

  static Diagnosis warning(String name, String found, String remedy) {
    return new Diagnosis(name, Verdict.WARNING, found, remedy);
  }

  static Diagnosis problem(String name, String found, String remedy) {
    return new Diagnosis(name, Verdict.PROBLEM, found, remedy);
  }
}
