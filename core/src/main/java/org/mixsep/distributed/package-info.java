/**
 * Several processes that train together: how they find each other, agree on what they do and pass
 * numbers round. Knows nothing of networks.
 */
package org.mixsep.distributed;
