import type { Config } from "../config/config";
import type { KubernetesConfig } from "../config/kubernetes";
import { pathOf } from "../config/paths";
import type { Fault } from "../faults";
import { splitRef } from "../places/catalogue";
import type { Existing } from "./existing-faults";

/** A region whose front would have no certificate to show: in a cluster none is made that clients trust. */
export function frontCertificateFault(
    { certificate }: Existing,
    front: Pick<KubernetesConfig["front"], "certificate">,
    at: string,
): Fault[] {
    return certificate !== undefined || front.certificate === "cell"
        ? []
        : [
              {
                  code: "kubernetes/front-certificate",
                  path: `${at}.certificate`,
                  problem:
                      "the front of a region of kubernetes has no certificate, expected the name of a TLS Secret with a certificate for the cell's host name",
                  remedy: "set it, or set kubernetes.front.certificate to cell if clients can trust the cell's own authority",
              },
          ];
}

/** The same of all regions of a config. */
export function frontCertificateFaults({ cells, kubernetes }: Pick<Config, "cells" | "kubernetes">): Fault[] {
    if (kubernetes === undefined) return [];
    return cells.flatMap(({ existing, regions }, i) =>
        regions
            .filter(region => splitRef(region).cloud === "kubernetes")
            .flatMap(region =>
                frontCertificateFault(
                    existing[region] ?? {},
                    kubernetes.front,
                    pathOf(["cells", i, "existing", region]),
                ),
            ),
    );
}
