import * as pulumi from "@pulumi/pulumi";

import { type RegionRef, splitRef } from "../../../plan/places/catalogue";
import { digestHex } from "../../../plan/serving/release-file";
import type { StorePlan } from "../../../plan/store/store-plan";
import { directories } from "../directories";
import type { LocalNames } from "../names";
import { Artifact, ArtifactBucket, StoredArtifact } from "../resources";
import type { Servers } from "./servers";

/** A model file, in every region of a cell. */
export interface CellArtifact {
    /** By region. */
    readonly files: Readonly<Record<RegionRef, Artifact>>;
}

/** A release's file: source and digest. */
export interface ArtifactSource {
    readonly artifact: string;
    readonly digest: string;
}

/** The bucket that the cell's model files are put into. */
export function makeArtifactBucket(
    name: string,
    { cell, places }: StorePlan,
    { root }: LocalNames,
    servers: Servers,
    opts: pulumi.CustomResourceOptions,
): ArtifactBucket {
    return new ArtifactBucket(
        `${name}-artifacts`,
        {
            root,
            identity: servers.operator,
            servers: [...servers.addresses],
            cell: cell.name,
            copies: [...places],
        },
        pulumi.mergeOptions(opts, { dependsOn: [...servers.processes, servers.operatorCertificate] }),
    );
}

/**
 * Puts a release's file into the cell's store, and brings it from there into every region, each from its own server. What a
 * region serves depends on all of them, so that a new release is everywhere before it is used anywhere.
 */
export function makeArtifact(
    name: string,
    { artifact, digest }: ArtifactSource,
    { cell }: StorePlan,
    { root }: LocalNames,
    servers: Servers,
    bucket: ArtifactBucket,
    opts: pulumi.CustomResourceOptions,
): CellArtifact {
    const hash = digestHex({ digest });
    const own = `${name}-artifact-${hash.slice(0, 8)}`;
    const access = { identity: servers.operator, servers: [...servers.addresses] };
    const stored = new StoredArtifact(
        own,
        { root, ...access, cell: cell.name, source: artifact, digest },
        pulumi.mergeOptions(opts, { dependsOn: [bucket] }),
    );
    const files = cell.regions.map(region => {
        const nearest = [...servers.addresses].sort((a, b) => Number(b.place === region) - Number(a.place === region));
        return [
            region,
            new Artifact(
                `${own}-${splitRef(region).name}`,
                {
                    root,
                    source: pulumi.output({ identity: servers.operator, servers: nearest }),
                    digest,
                    file: `${directories.region(cell, region)}/artifacts/${hash}`,
                },
                pulumi.mergeOptions(opts, { dependsOn: [stored] }),
            ),
        ] as const;
    });
    return { files: Object.fromEntries(files) };
}
