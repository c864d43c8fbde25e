/**
 * Run folders, and the only place that turns a configuration into objects of the library: wiring,
 * training with its records, resuming, evaluating.
 */
package org.mixsep.app.run;
