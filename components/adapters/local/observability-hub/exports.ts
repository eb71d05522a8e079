import * as pulumi from "@pulumi/pulumi";

import type { ExportPlan, WatchPlan } from "../../../plan/watch/watch-plan";
import { authorityOf, exportSeconds } from "../../shared/export-authority";
import { directories } from "../directories";
import type { Called } from "../../../scope";
import { File } from "../resources";
import type { HubExport } from "../../../../runtime/hub/hub-file";

/** What a hub sends to systems outside, and the files that it needs for that. */
export interface HubExports {
    readonly entries: readonly HubExport[];
    readonly files: readonly File[];
}

export function makeExports(
    hub: Called,
    { exports }: WatchPlan,
    root: string,
    opts: pulumi.CustomResourceOptions,
): HubExports {
    const made = exports.map((one, i) => makeExport(hub, one, i, root, opts));
    return { entries: made.map(({ entry }) => entry), files: made.flatMap(({ files }) => files) };
}

function makeExport(
    hub: Called,
    { name, endpoint, cells, token, ca }: ExportPlan,
    i: number,
    root: string,
    opts: pulumi.CustomResourceOptions,
): { readonly entry: HubExport; readonly files: readonly File[] } {
    const directory = `${directories.hub(hub.physical)}/exports/${name}`;
    const [tokenFile, caFile] = [`${directory}/token`, `${directory}/ca.crt`];
    return {
        entry: {
            ...{ name, endpoint, everySeconds: exportSeconds },
            cells: [...cells],
            ...(token && { token: tokenFile }),
            ...(ca !== undefined && { ca: caFile }),
        },
        files: [
            ...(token ? [makeToken(`${hub.name}-${name}-token`, token.secret, tokenFile, root, opts)] : []),
            ...(ca === undefined
                ? []
                : [new File(`${hub.name}-${name}-ca`, { root, file: caFile, content: authorityOf(ca, i) }, opts)]),
        ],
    };
}

/** Encrypted in state with its digest, by which a short one could be guessed. */
function makeToken(name: string, secret: string, file: string, root: string, opts: pulumi.CustomResourceOptions) {
    const content = new pulumi.Config("secrets").requireSecret(secret);
    const hidden = pulumi.mergeOptions(opts, { additionalSecretOutputs: ["content", "found"] });
    return new File(name, { root, file, content }, hidden);
}
