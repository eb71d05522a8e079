import type * as pulumi from "@pulumi/pulumi";

import { handsHost } from "../../../plan/names";
import { directories } from "../directories";
import type { LocalNames } from "../names";
import type { Certificate } from "../resources";
import type { WatchedRegion } from "./watcher";

/** By what the watchers of each cell know who operates it by hand: a certificate, which only the owner of the files can read. */
export function makeHands(
    hub: string,
    regions: readonly WatchedRegion[],
    names: LocalNames,
    opts: pulumi.CustomResourceOptions,
): Readonly<Record<string, Certificate>> {
    const cells = new Map(regions.map(({ front }) => [front.cell, front.plan.cell]));
    return Object.fromEntries(
        [...cells].map(([name, cell]) => [
            name,
            names.certify(`${hub}-${name}-hands-tls`, cell, directories.hands(cell), [handsHost(cell.host)], opts),
        ]),
    );
}
