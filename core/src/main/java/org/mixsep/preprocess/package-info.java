/**
 * From uint8 images to the float32 images a network trains on: a recipe, fitted on training images
 * only, applied, and cached on disk. What changes from step to step belongs to the batch room.
 */
package org.mixsep.preprocess;
