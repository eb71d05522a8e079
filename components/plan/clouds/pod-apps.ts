/** Labels of Kubernetes (kubernetes.io/docs/concepts/overview/working-with-objects/common-labels): of a pod's application, and of its service. */
export const appLabel = "app.kubernetes.io/name";
export const serviceLabel = "app.kubernetes.io/part-of";

/** The applications of a cell's pods in a cluster: names of their Services and of what runs them. Those of releases are their keys (`releaseKey`). */
export const podApps = {
    gate: "gate",
    comparer: "comparer",
    watcher: "watcher",
    /** A cell's, in the region that is its home. */
    hub: "hub",
    /** What is ready while the region is to get traffic. */
    region: "region",
    certifier: "certifier",
    /** What finds out whether the cluster enforces NetworkPolicies. */
    isolation: "isolation",
    /** What serves the tables of a cell. */
    tables: "tables",
    /** The server of a cell's store, in each of its places. */
    store: "store",
    /** What makes the tables of a store. */
    operator: "operator",
    /** What copies tables in the backup location, and what restores them. */
    backup: "backup",
    restore: "restore",
} as const;

/** The ConfigMap, in the namespace of a cell's hub, with what drills have found: a summary in JSON by time and drill. */
export const drillResults = "drills";
