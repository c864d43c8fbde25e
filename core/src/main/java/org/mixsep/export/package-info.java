/**
 * Trained networks as files for other programs, and weights from such files. docs/formats.md says
 * what is in them.
 */
package org.mixsep.export;
