/** What tests see of the requests that clients made, and how they disturb them. */
@NullMarked
package dev.sluice.playground.apiserver.request;

import org.jspecify.annotations.NullMarked;
