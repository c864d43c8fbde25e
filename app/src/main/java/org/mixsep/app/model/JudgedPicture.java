package org.mixsep.app.model;

/**
 * What a model says of one labelled picture.
 *
 * @param file its file, or its set and its place there, from 0, where it has none of its own
 * @param label the name of its class
 * @param predicted the name of the likeliest class
 * @param probability of that one, 0..1, scaled by the run's temperature where it has one
 * @param ofLabel probability of its class, likewise
 */
public record JudgedPicture(
    String file, String label, String predicted, float probability, float ofLabel) {}
