/** How the CRDs are made from the records, and checks that they are what Flagger's users have. */
@NullMarked
package dev.sluice.crds;

import org.jspecify.annotations.NullMarked;
