/**
 * Addresses of the whole internet, or of so wide a part of it that nobody has it alone: in halves and quarters a list says all of them
 * without saying so. No block that a network of one's own uses is as wide: 10.0.0.0/8, fc00::/7.
 */
export const internet = /^(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\/0*[0-7]|[0-9a-f:]{0,39}:[0-9a-f:]{0,39}\/0*[0-6])$/i;
