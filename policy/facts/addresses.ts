/**
 * Addresses of the whole internet, or of so wide a part of it that no organisation owns it: halves and quarters in a list can add up to
 * all of them. Blocks of private networks are never as wide: 10.0.0.0/8, fc00::/7.
 */
export const internet = /^(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\/0*[0-7]|[0-9a-f:]{0,39}:[0-9a-f:]{0,39}\/0*[0-6])$/i;
