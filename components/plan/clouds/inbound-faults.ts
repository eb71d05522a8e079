import type { Asked } from "../config/config";
import { andList } from "../config/word-lists";
import { type Fault, quoted } from "../faults";
import { type Cloud, cloudsOf, type RegionRef } from "../places/catalogue";
import { runsIn } from "../serving/model-cells";
import { hostingOn } from "./table";

/** Where callers' TLS ends before the gate, their certificates end with it, and a comparer can show the gate none. */
export function inboundFaults(config: Asked): Fault[] {
    return [...certificateFaults(config), ...shadowFaults(config)];
}

function certificateFaults({ cells, routing, serving }: Asked): Fault[] {
    const sharing = cells.filter(({ auth }) => auth === undefined);
    const asking = [
        { auth: routing.auth, path: "routing.auth", regions: sharing.flatMap(({ regions }) => regions) },
        ...cells.map(({ auth, regions }, i) => ({ auth, path: `cells[${i}].auth`, regions })),
    ];
    return asking.flatMap(({ auth, path, regions }): Fault[] => {
        const clouds = endingTls(regions, serving);
        return auth?.certificates === undefined || clouds.length === 0
            ? []
            : [
                  {
                      code: "capability/client-certificates",
                      path: `${path}.certificates`,
                      problem: `client certificates are not supported on ${andList(clouds)}, where TLS of clients ends before the gate, expected tokens`,
                      remedy: "use auth.jwt instead, or host the cell where TLS ends in the gate",
                  },
              ];
    });
}

function shadowFaults({ cells, models, serving }: Asked): Fault[] {
    return models.flatMap((model, i): Fault[] => {
        const own = cells.filter(({ name }) => runsIn(model, name));
        const clouds = endingTls(
            own.flatMap(({ regions }) => regions),
            serving,
        );
        return model.shadow === undefined || clouds.length === 0
            ? []
            : [
                  {
                      code: "capability/shadow",
                      path: `models[${i}].shadow`,
                      problem: `shadow of model ${quoted(model.name)} is not supported on ${andList(clouds)}, where TLS ends before the gate and the comparer can't authenticate to it`,
                      remedy: "remove shadow, or run the model only in cells where TLS ends in the gate",
                  },
              ];
    });
}

/** The clouds of some regions on which TLS ends before the gate. One that can't host at all is reported as that. */
function endingTls(regions: readonly RegionRef[], { hosting }: Asked["serving"]): Cloud[] {
    return cloudsOf(regions).filter(cloud => {
        const inbound = hostingOn(cloud, hosting)?.inbound;
        return inbound === "tls" || inbound === "platform";
    });
}
