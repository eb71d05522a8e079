import type * as pulumi from "@pulumi/pulumi";

import type { Upstream } from "../../../gate/upstream";
import type { RegionRef } from "../../../plan/places/catalogue";
import { digestHex } from "../../../plan/serving/release-file";
import type { ModelPlan, ReleasePlan } from "../../../plan/serving/serving";
import { sha256 } from "../../../../runtime/files";
import { directories } from "../directories";
import type { Observed } from "../front";
import type { LocalLandingZone } from "../landing-zone";
import type { LocalStore } from "../replicated-store/local-store";
import { Artifact, type Port, type Process } from "../resources";

/** What serves a release in a region. */
export interface Server {
    readonly key: string;
    /** Its name among the children. */
    readonly node: string;
    readonly port: Port;
    /** What the gate speaks to it. */
    readonly transport: Upstream["protocol"];
    /** The server itself. */
    readonly process: Process;
    /** All that must run before the gate sends requests. */
    readonly processes: readonly Process[];
    readonly observed: Observed;
    /** The release's file, in every region that has to have it before it is used. */
    readonly artifacts: readonly Artifact[];
}

/** What a region's servers are linked to. */
export interface Links {
    readonly landing: LocalLandingZone;
    readonly store: LocalStore | undefined;
}

/** The release's file in a region: of the cell's store where it has one, else the region's own. */
export function releaseFile(
    name: string,
    region: RegionRef,
    model: ModelPlan,
    release: ReleasePlan,
    { landing, store }: Links,
    opts: pulumi.CustomResourceOptions,
): { readonly artifact: Artifact; readonly artifacts: readonly Artifact[] } {
    const shared = store?.artifact(release);
    const artifact =
        shared?.files[region] ??
        new Artifact(
            // Whatever serves it: another server for it leaves the file where it is.
            `${name}-${model.name}-${release.version}-${digestHex(release, 8)}-artifact`,
            {
                root: landing.names.root,
                source: release.artifact,
                digest: release.digest,
                file: `${directories.serving(landing.cell, region, name)}/artifacts/${model.name}/${release.version}/${digestHex(release)}`,
            },
            opts,
        );
    return { artifact, artifacts: shared === undefined ? [artifact] : Object.values(shared.files) };
}

/**
 * With a digest of what serves: another artifact under the same version, or another server for it, starts beside the old one, which goes
 * last.
 */
export function serverKey(model: string, release: ReleasePlan): string {
    return `${model}-${release.version}-${markOf(release)}`;
}

function markOf({ digest, server }: ReleasePlan): string {
    return digestHex({ digest: server === undefined ? digest : sha256(JSON.stringify([digest, server])) }, 8);
}

/** What else of a region's serving is called to the supervisor. */
export function servingProgram(serving: string, instance: string): string {
    return `${serving}-${instance}`;
}
