/**
 * What is made of runs and results for the eye and for other programs: pages and tables drawn from
 * run folders alone, JSON, CSV, diagrams. Text for a terminal belongs to the cli room.
 */
package org.mixsep.app.report;
