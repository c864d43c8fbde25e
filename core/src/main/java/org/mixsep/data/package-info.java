/**
 * Image sets as uint8 pixels with labels, and one reader per file format. What is done to pixels
 * before training belongs to the preprocess room.
 */
package org.mixsep.data;
