/**
 * A trained model behind HTTP: pictures in, classes out, with a page to drop them on. Everything
 * that comes in is bounded in size, number and time; the model itself belongs to {@code run}.
 */
package org.mixsep.app.serve;
