/**
 * Backbones of convolutional blocks, and the modules that read logits off their maps. Losses are
 * not known here: a network ends with what its modules say.
 */
package org.mixsep.network;
