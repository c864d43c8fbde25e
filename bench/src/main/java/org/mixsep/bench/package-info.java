/** Programs that measure; their figures go to docs/performance.md. */
package org.mixsep.bench;
