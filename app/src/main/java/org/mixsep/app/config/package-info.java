/**
 * Every setting of a run: its key, what it may be, its default and its help; presets; files and
 * arguments that change it; and the validated configuration that the rest of the program reads.
 */
package org.mixsep.app.config;
