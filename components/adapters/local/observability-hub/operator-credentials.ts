import type * as pulumi from "@pulumi/pulumi";

import { credentialsHost } from "../../../plan/names";
import { directories } from "../directories";
import type { LocalNames } from "../names";
import type { Certificate } from "../resources";
import type { WatchedRegion } from "./watcher";

/** The certificate by which the watchers of each cell recognise its operators. Only the owner of the files can read it. */
export function makeOperatorCredentials(
    hub: string,
    regions: readonly WatchedRegion[],
    names: LocalNames,
    opts: pulumi.CustomResourceOptions,
): Readonly<Record<string, Certificate>> {
    const cells = new Map(regions.map(({ front }) => [front.cell, front.plan.cell]));
    return Object.fromEntries(
        [...cells].map(([name, cell]) => [
            name,
            names.certify(
                `${hub}-${name}-hands-tls`,
                cell,
                directories.hands(cell),
                [credentialsHost(cell.host)],
                opts,
            ),
        ]),
    );
}
