/** Statistics of paired results: plain numbers in, plain numbers out; knows nothing of runs. */
package org.mixsep.app.statistics;
