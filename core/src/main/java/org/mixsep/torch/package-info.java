/**
 * Tensors, layers, devices and random numbers on libtorch. The only room that knows JavaCPP's
 * oddities; nothing here knows of the mixture separability loss.
 */
package org.mixsep.torch;
