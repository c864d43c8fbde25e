/** The training step of {@code StepSpeed}, written with DJL's PyTorch engine. */
package org.mixsep.bench.djl;
