/**
 * The command line: reads arguments, prints tables and progress, turns failures into one line and
 * an exit code. Decides nothing about training.
 */
package org.mixsep.app.cli;
