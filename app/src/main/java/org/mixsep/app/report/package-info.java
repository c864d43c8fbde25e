/**
 * Reports on finished and running runs, drawn from their folders alone: tables, their Markdown, and
 * an HTML page that needs no network.
 */
package org.mixsep.app.report;
