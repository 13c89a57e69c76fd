/** The patch types of the API: JSON patch, merge patch, strategic merge and server-side apply. */
@NullMarked
package dev.sluice.playground.apiserver.patch;

import org.jspecify.annotations.NullMarked;
