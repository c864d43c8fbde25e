/** From a configuration to its images, and what can be counted, shown and checked of them. */
package org.mixsep.app.images;
