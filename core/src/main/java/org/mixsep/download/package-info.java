/**
 * Published image sets: where they lie, how large they are, what their checksums are, and how they
 * are fetched, verified and unpacked. Knows no file format: reading is the data room's.
 */
package org.mixsep.download;
