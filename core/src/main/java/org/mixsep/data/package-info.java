/**
 * Image sets as uint8 pixels with labels: one reader per file format, and a set that is drawn. What
 * is done to pixels before training belongs to the preprocess room.
 */
package org.mixsep.data;
