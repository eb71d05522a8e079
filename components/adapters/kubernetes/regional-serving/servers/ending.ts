/**
 * Seconds that a pod serves on after it is taken out of DNS: by default a cluster's answers are valid for 30 (kubernetes.io/docs/tasks/administer-cluster/dns-custom-nameservers),
 * and gates resolve again after that.
 */
export const heardAfterSeconds = 35;

/** What is left of the time that a pod has to end, once it has answered all. */
export const spareSeconds = 5;
