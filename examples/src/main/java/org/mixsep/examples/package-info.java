/** Mixsep in programs of one's own: each class is a whole program, explained in docs/library.md. */
package org.mixsep.examples;
