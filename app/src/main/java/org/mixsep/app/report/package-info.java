/**
 * What is made of results for other programs and for the eye: JSON, CSV, diagrams. Text for a
 * terminal belongs to the cli room.
 */
package org.mixsep.app.report;
