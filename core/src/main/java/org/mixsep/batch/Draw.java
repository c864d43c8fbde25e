package org.mixsep.batch;

/**
 * What chance gives one augmentation for one use of one image.
 *
 * @param bits 64 random bits that nothing else uses
 * @param imageBits 64 random bits of the image in this run, the same whenever it is used
 * @param epoch how often the order has gone through the set before, from 0
 */
public record Draw(long bits, long imageBits, long epoch) {}
