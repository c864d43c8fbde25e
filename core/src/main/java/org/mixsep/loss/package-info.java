/**
 * Losses on logits and labels, and the threshold they are hinged at. Pure: counters and logging
 * belong to training.
 */
package org.mixsep.loss;
