/**
 * What a run leaves on disk: its files, what they hold, and what it was computed with. Whoever
 * writes a file and whoever reads it meet here.
 */
package org.mixsep.app.runfolder;
