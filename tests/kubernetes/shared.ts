import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { silent } from "../../tools";
import type { ImageName } from "../../tools/images/images";
import { atEnd } from "../support/at-end";
import { authority, type Authority } from "../support/certificates";
import { Balancer } from "../support/clusters/balancer";
import { Cluster } from "../support/clusters/cluster";
import { type Archive, archived } from "../support/clusters/images";
import { whyNoClusters } from "../support/clusters/requirements";
import { Network } from "../support/clusters/network";
import { DnsServer } from "../support/dns-server";
import { buildImages } from "../support/containers/build-images";
import { plan } from "./screening";

/** A cluster with the images of the product and a balancer, and the authority of the cell in it. */
export interface Shared {
    readonly network: Network;
    /** Answers names outside of clusters to their pods. */
    readonly names: DnsServer;
    readonly cluster: Cluster;
    /** Of the images, for other clusters. */
    readonly archive: Archive;
    readonly cell: Authority;
    /** The reference of an image, by digest. */
    readonly image: (name: (typeof imageNames)[number]) => string;
}

const imageNames = ["runtime", "fetch", "gate", "store"] as const satisfies readonly ImageName[];

/** Whether no cluster can run here. Prints the reason. */
export function lacksClusters(): boolean {
    const reason = whyNoClusters();
    if (reason !== undefined) console.log(`      skipped: ${reason}`);
    return reason !== undefined;
}

let once: Promise<Shared> | undefined;

/** Started once for the files that run together. */
export const sharedCluster = (): Promise<Shared> => (once ??= start());

async function start(): Promise<Shared> {
    const directory = mkdtempSync(path.join(tmpdir(), "archive-"));
    atEnd(() => {
        once = undefined;
        rmSync(directory, { recursive: true, force: true });
    });
    const layout = path.join(directory, "layout");
    await buildImages(layout, silent, imageNames);
    const archive = await archived(layout, path.join(directory, "images.tar"));
    const network = await Network.open();
    atEnd(() => network.close());
    const names = await DnsServer.start(network.host);
    atEnd(() => {
        names.close();
    });
    const cluster = await Cluster.start({ name: "eu", network, otherNames: names.address });
    atEnd(() => cluster.close());
    const balancer = new Balancer(cluster, network);
    atEnd(() => balancer.close());
    await cluster.load(archive);
    const cell = await authority(plan("1.0.0").cell.name);
    return { network, names, cluster, archive, cell, image: name => archive.references[name]! };
}
