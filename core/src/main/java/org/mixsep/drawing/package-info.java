/** What is drawn: a set of street digits, and contact sheets, whose rows such digits number. */
package org.mixsep.drawing;
