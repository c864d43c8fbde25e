/** What every room may use: the exception for faults of the input, and files that appear whole. */
package org.mixsep;
