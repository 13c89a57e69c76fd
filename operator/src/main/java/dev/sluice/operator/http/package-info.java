/** What all HTTP clients of the operator share: TLS, credentials, and words for what went wrong. */
@NullMarked
package dev.sluice.operator.http;

import org.jspecify.annotations.NullMarked;
