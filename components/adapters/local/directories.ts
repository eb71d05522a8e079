import { createHash } from "node:crypto";

import { splitRef, type RegionRef } from "../../plan/places/catalogue";
import type { Cell } from "../../plan/cells/cell";

/**
 * Where a stack's files are, relative to its runtime directory. What belongs to a cell lies in the cell's own directory.
 * Each path has the name of the resource that it belongs to: after a renaming old and new exist beside each other until
 * the old one goes, and must not share a file.
 */
export const directories = {
    authority: (cell: Cell) => `cells/${cell.host}/authority`,
    subjectKey: (cell: Cell) => `cells/${cell.host}/subject-key/key`,
    region: (cell: Cell, region: RegionRef) => `cells/${cell.host}/${splitRef(region).name}`,
    serving: (cell: Cell, region: RegionRef, name: string) => `${directories.region(cell, region)}/${name}`,
    /** Of the store's server at a place of the cell. */
    store: (cell: Cell, place: RegionRef) => `cells/${cell.host}/store/${splitRef(place).name}`,
    /** What that server keeps, encrypted. */
    storeData: (cell: Cell, place: RegionRef) => `${directories.store(cell, place)}/data`,
    /** The configuration of that server. */
    storeConfiguration: (cell: Cell, place: RegionRef) => `${directories.store(cell, place)}/nats-server.conf`,
    /** A key of the cell's store. */
    storeKey: (cell: Cell, key: string) => `cells/${cell.host}/store/keys/${key}`,
    /** The certificate that updates present to create buckets and tables in the store. */
    storeOperator: (cell: Cell) => `cells/${cell.host}/store/operator-tls`,
    /** The certificate of updates that take a server off the store. */
    storeAdministrator: (cell: Cell) => `cells/${cell.host}/store/administrator-tls`,
    /** The client certificate for health checks of the store's servers. */
    storeObserver: (cell: Cell) => `cells/${cell.host}/store/observer-tls`,
    /** Of what watches a region. */
    watcher: (cell: Cell, region: RegionRef) => `${directories.region(cell, region)}/watcher`,
    /** The certificate of the operators of a cell. */
    hands: (cell: Cell) => `cells/${cell.host}/hands-tls`,
    /** Says where the cell's audit trail lies. */
    auditTrail: (cell: Cell) => `cells/${cell.host}/audit.json`,
    /** What a place keeps of that trail. */
    audit: (cell: Cell, place: RegionRef) => `${directories.region(cell, place)}/audit`,
    hub: (name: string) => `hubs/${name}`,
    // Short, since a Unix socket lies in it.
    gate: (name: string) => `gates/${name}`,
    /** Of a server of the user's own: its sockets, its launcher's file, and its sidecar's. */
    ownServer: (name: string, key: string) => `servers/${shortHash(`${name} ${key}`)}`,
    edge: (process: string) => `edges/${process}`,
    /** The Unix socket of its administration. */
    edgeAdmin: (process: string) => `${directories.edge(process)}/admin.sock`,
    network: (router: string) => `networks/${router}`,
} as const;

function shortHash(text: string): string {
    return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
