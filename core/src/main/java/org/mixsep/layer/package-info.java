/**
 * Layers in functional style. Each takes its variables from a scope and describes itself to a
 * graph.
 */
package org.mixsep.layer;
