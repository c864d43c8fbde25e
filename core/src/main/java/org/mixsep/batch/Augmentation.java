package org.mixsep.batch;

/**
 * A random change to training images, made anew each time they are used. Thread-safe; a pure
 * function of the images and of what chance gave. Pixels are changed first, then prepared images,
 * then images are mixed; within each kind in the order of the list.
 */
public sealed interface Augmentation permits PixelAugmentation, ImageAugmentation, Mixing {}
