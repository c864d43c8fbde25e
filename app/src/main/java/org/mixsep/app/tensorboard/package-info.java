/** TensorBoard's event files, written without TensorFlow; knows nothing of runs. */
package org.mixsep.app.tensorboard;
