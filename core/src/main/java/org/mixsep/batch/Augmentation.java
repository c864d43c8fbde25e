package org.mixsep.batch;

/**
 * A random change to training images, made anew each time they are used. Thread-safe; a pure
 * function of the images and of what chance gave.
 */
public sealed interface Augmentation permits ImageAugmentation, Mixing {}
