/** Files of pictures decoded, turned upright and brought to a size. */
package org.mixsep.picture;
