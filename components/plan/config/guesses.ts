import type { Fault } from "../faults";
import { standInName } from "./sound-part";
import { segmentsOf } from "./paths";

/** The evidence for a kind of fault. If a part of it is missing, the fault may not exist. */
interface Basis {
    readonly code: RegExp;
    /** Paths of a config, with `*` for any key and position. */
    readonly of: readonly string[];
    /**
     * The number of leading segments that the paths of the fault and of the missing part share: a missing part elsewhere decides nothing.
     */
    readonly same?: number;
}

/** Leading segments of `cells[1]`, and of a release. */
const item = 2;
const release = 4;

const bases: readonly Basis[] = [
    { code: /^cell\/(primary|backup-on)/, of: ["cells.*.regions", "cells.*.primary"], same: item },
    {
        code: /^(cell\/(existing|account|network)|residency\/failover)/,
        of: ["cells.*.regions", "cells.*.backup"],
        same: item,
    },
    { code: /^cell\/external-id/, of: ["cells.*.accounts.aws.roleArn"], same: item },
    { code: /^network\/overlap/, of: ["cells.*.networks", "cells.*.existing"] },
    { code: /^residency\/region-outside/, of: ["cells.*.jurisdictions"], same: item },
    { code: /^standard\/transfer/, of: ["cells.*.safeguards"], same: item },
    { code: /^(catalogue\/place-missing|places\/)/, of: ["places", "cells.*.regions", "cells.*.backup"] },
    { code: /^(traffic|shadow)\//, of: ["models.*.releases", "models.*.traffic", "models.*.regions"], same: item },
    { code: /^(lock|release)\//, of: ["models.*.name"], same: item },
    { code: /^release\/digest-missing/, of: ["models.*.releases.*.digest"], same: release },
    {
        code: /^(drain|serving|capability\/local|model\/unknown-region|observability\/unknown-home)/,
        of: ["cells.*.regions", "cells.*.backup"],
    },
    {
        code: /^(access\/no-|auth|limits|capability\/client)/,
        of: ["cells.*.auth", "routing.auth", "routing.limits", "models.*.cells"],
    },
    {
        code: /^capability\/gpu-server/,
        of: ["models.*.releases", "models.*.cells", "cells.*.name", "cells.*.regions"],
    },
    { code: /^routing\/domain/, of: ["domain", "routing.edge"] },
    { code: /^aws\/internal-edge/, of: ["routing.edge", "aws.clients", "cells.*.existing", "cells.*.regions"] },
    { code: /^(routing\/names|recovery|capability\/(edge|names|check))/, of: ["routing"] },
    { code: /^recovery\/rpo/, of: ["store"] },
    {
        code: /^capability\/(hosting|size|client|shadow)/,
        of: ["serving.hosting", "serving.gpu", "serving.scaling.min", "serving.scaling.max"],
    },
    { code: /^demand\//, of: ["demand", "routing.limits", "cells.*.name", "cells.*.jurisdictions"] },
    { code: /^(model|store|observability)\/unknown-cell/, of: ["cells.*.name"] },
    { code: /^(cell\/no-model|model\/unknown-region)/, of: ["models.*.cells", "cells.*.name"] },
    { code: /^(access\/no-invoker|capability\/(shadow|store))/, of: ["models.*.cells"] },
    {
        code: /^server\/(other-protocol|lacking)/,
        of: ["models.*.releases", "models.*.features", "models.*.shadow"],
        same: item,
    },
    { code: /^server\/(unknown-variable|variable-taken|ready)/, of: ["models.*.releases.*.server"], same: release },
    { code: /^server\/unpack/, of: ["models.*.releases.*.artifact"], same: release },
    { code: /^server\/(command-missing|image-missing)/, of: ["cells.*.regions", "models.*.cells", "cells.*.name"] },
    { code: /^observability\/drift/, of: ["models.*.releases.*.baseline"], same: release },
    { code: /^observability\/samples/, of: ["observability.audit", "cells.*.standards"] },
    { code: /^observability\/withdraw/, of: ["store", "observability.drift"] },
    { code: /^routing\/failback/, of: ["observability"] },
    { code: /^store\/nothing-cached/, of: ["serving.cache"] },
    { code: /^store\//, of: ["store", "cells.*.name", "cells.*.dataClasses", "cells.*.regions", "cells.*.backup"] },
    { code: /^features\/(unknown-table|table-not)/, of: ["store", "models.*.cells", "cells.*.name"] },
    {
        code: /^features\/(unknown-input|columns|default)/,
        of: ["models.*.features", "models.*.releases"],
        same: item,
    },
    { code: /^residency\/export/, of: ["observability.exports", "cells.*.name", "cells.*.jurisdictions"] },
    { code: /^capacity\//, of: ["demand", "serving", "models", "routing.drain", "cells"] },
    { code: /^latency\//, of: ["demand", "local", "cells.*.regions"] },
    {
        code: /^name\//,
        of: [
            "service",
            "domain",
            "serving",
            "store",
            "cells.*.name",
            "cells.*.existing",
            "models.*.name",
            "models.*.cells",
        ],
    },
];

/** Whether a fault may disappear once the missing parts of a config are added. A placeholder name waits for the right name. */
export function isGuess(fault: Fault, missing: readonly string[]): boolean {
    return (
        bases.some(
            ({ code, of, same = 0 }) =>
                code.test(fault.code) &&
                missing.some(
                    path =>
                        of.some(part => meets(segmentsOf(path), part.split("."))) &&
                        agree(segmentsOf(path).slice(0, same), segmentsOf(fault.path).slice(0, same)),
                ),
        ) || standInName.test(JSON.stringify(fault))
    );
}

/** Whether one path contains the other, or both are the same. */
function meets(path: readonly (string | number)[], part: readonly string[]): boolean {
    const both = Math.min(path.length, part.length);
    return part.slice(0, both).every((key, i) => key === "*" || key === path[i]);
}

function agree(a: readonly (string | number)[], b: readonly (string | number)[]): boolean {
    return a.every((key, i) => key === b[i]);
}
