/** Trained models, read from a run folder: measured, asked about pictures, exported. */
package org.mixsep.app.model;
