/**
 * Training passes compiled: a block of layers describes itself to a {@link
 * org.mixsep.plan.LayerGraph}, and a {@link org.mixsep.plan.PlannedBlock} makes a list of oneDNN's
 * kernels of it, in memory laid out once.
 */
package org.mixsep.plan;
