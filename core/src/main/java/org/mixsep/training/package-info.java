/**
 * The training loop and what it needs: optimizer, learning rates, evaluation, checkpoints. It
 * reports to listeners; it neither prints nor plots.
 */
package org.mixsep.training;
