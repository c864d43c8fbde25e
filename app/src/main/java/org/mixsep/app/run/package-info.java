/**
 * Runs and their folders: the only place that turns a configuration into images, networks and
 * trainers. Says what happens to a {@link org.mixsep.app.run.RunListener}; prints nothing.
 */
package org.mixsep.app.run;
