/**
 * Looks whether this machine can train, and how well: what is read of it is a record of plain
 * facts, what they mean is judged apart from that.
 */
package org.mixsep.app.doctor;
