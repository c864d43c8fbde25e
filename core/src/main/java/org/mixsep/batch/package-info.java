/**
 * From images to the batches of a training or an evaluation: which images, in which order, changed
 * and mixed how. All of it pure functions of seed and iteration; no losses, no networks.
 */
package org.mixsep.batch;
