/**
 * A page in the browser that shows runs while they go on, served from this machine. Draws with the
 * scripts of {@code report}; knows run folders, never live objects.
 */
package org.mixsep.app.dashboard;
