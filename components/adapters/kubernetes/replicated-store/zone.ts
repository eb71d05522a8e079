import { podApps } from "../../../plan/clouds/pod-apps";
import type { RegionRef } from "../../../plan/places/catalogue";
import { splitRef } from "../../../plan/places/catalogue";
import type { KubernetesBackupZone } from "../backup-zone";
import type { KubernetesLandingZone } from "../landing-zone";

/** Where a server of a store is: a region of the cell, or its backup location. */
export type StoreZone = KubernetesLandingZone | KubernetesBackupZone;

/** What names of a store's objects in a place begin with. */
export const nameIn = (name: string, { region }: { readonly region: RegionRef }) => `${name}-${splitRef(region).name}`;

/** The application of a store's server. */
export const storeApp = podApps.store;
/** The application that makes its tables. */
export const operatorApp = podApps.operator;

/** The application that copies tables to a bucket, and that which restores them. */
export const backupApp = podApps.backup;
export const restoreApp = podApps.restore;

export { storePorts } from "../../../plan/clouds/pod-ports";
