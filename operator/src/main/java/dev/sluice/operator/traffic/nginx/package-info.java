/** Traffic through the NGINX ingress controller: canary Ingresses. */
@NullMarked
package dev.sluice.operator.traffic.nginx;

import org.jspecify.annotations.NullMarked;
