/**
 * The API as Java records: Flagger's group {@code flagger.app/v1beta1} and what Sluice adds to it.
 */
@NullMarked
package dev.sluice.crds;

import org.jspecify.annotations.NullMarked;
