/**
 * The only place that turns a configuration into the library's objects: preprocessing, batches,
 * networks, losses, optimizers.
 */
package org.mixsep.app.wiring;
