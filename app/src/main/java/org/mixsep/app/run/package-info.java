/**
 * Runs: begun, trained to their end, stopped and gone on with. Says what happens to a {@link
 * org.mixsep.app.run.RunListener}; prints nothing.
 */
package org.mixsep.app.run;
