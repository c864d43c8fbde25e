/**
 * Tensors, devices, number formats, random numbers, variables and their files on libtorch. The room
 * that knows JavaCPP's oddities; nothing here knows of layers.
 */
package org.mixsep.torch;
