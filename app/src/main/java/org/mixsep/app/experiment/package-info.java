/**
 * The paper's figures and tables as lists of runs, sweeps over settings, and how many runs are done
 * one after another. Trains through {@link org.mixsep.app.run.Runs}; prints nothing.
 */
package org.mixsep.app.experiment;
