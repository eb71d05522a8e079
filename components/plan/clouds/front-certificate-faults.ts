import type { Config } from "../config/config";
import { pathOf } from "../config/paths";
import type { Fault } from "../faults";
import { splitRef } from "../places/catalogue";

/** Regions whose front would have no certificate to show: in a cluster none is made that clients trust. */
export function frontCertificateFaults({ cells, kubernetes }: Pick<Config, "cells" | "kubernetes">): Fault[] {
    if (kubernetes === undefined || kubernetes.front.certificate === "cell") return [];
    return cells.flatMap(({ existing, regions }, i) =>
        regions
            .filter(region => splitRef(region).cloud === "kubernetes" && existing[region]?.certificate === undefined)
            .map(region => ({
                code: "kubernetes/front-certificate" as const,
                path: pathOf(["cells", i, "existing", region, "certificate"]),
                allowed: "the name of a TLS Secret with a certificate for the cell's host name",
                remedy: "bring one, or, where clients can be given the cell's authority, set kubernetes.front.certificate to cell",
            })),
    );
}
