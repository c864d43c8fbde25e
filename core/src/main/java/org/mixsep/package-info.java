/** What every room may use: the one exception that means "the user's input is at fault". */
package org.mixsep;
