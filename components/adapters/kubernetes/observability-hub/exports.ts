import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { hubApp } from "../../../gate/pod";
import type { ExportPlan, WatchPlan } from "../../../plan/watch/watch-plan";
import type { HubExport } from "../../../../runtime/hub/hub-file";
import { authorityOf, exportSeconds } from "../../shared/export-authority";
import type { KubernetesLandingZone } from "../landing-zone";
import { markOf } from "../landing-zone/secrets";
import { metadataOf, unnamedOf } from "../objects";

/** What a hub sends to systems outside, and what its pod needs for that. */
export interface HubExports {
    readonly listed: readonly HubExport[];
    readonly mounts: k8s.types.input.core.v1.VolumeMount[];
    readonly volumes: k8s.types.input.core.v1.Volume[];
    /** Annotations that change with tokens, which roll the pod. */
    readonly marks: Record<string, pulumi.Output<string>>;
    /** Ports that it connects to. */
    readonly ports: readonly number[];
}

const directory = "/exports";

/** Of the exports of a hub those that the cell sends to. */
export function exportsOf(
    name: string,
    plan: WatchPlan,
    landing: KubernetesLandingZone,
    opts: pulumi.CustomResourceOptions,
): HubExports {
    const own = plan.exports
        .map((one, i) => ({ one, i }))
        .filter(({ one }) => one.cells.includes(landing.cell.name))
        .map(({ one, i }) => exportOf(name, one, i, landing, opts));
    return {
        listed: own.map(({ listed }) => listed),
        mounts: own.flatMap(({ mounts }) => mounts),
        volumes: own.flatMap(({ volumes }) => volumes),
        marks: Object.assign({}, ...own.map(({ marks }) => marks)) as HubExports["marks"],
        ports: own.map(({ listed }) => Number(new URL(listed.endpoint).port || 443)),
    };
}

function exportOf(
    hub: string,
    { ca, cells: _cells, endpoint, name, token }: ExportPlan,
    i: number,
    landing: KubernetesLandingZone,
    opts: pulumi.CustomResourceOptions,
): Omit<HubExports, "listed" | "ports"> & { readonly listed: HubExport } {
    const at = (what: string) => `${directory}/${name}/${what}`;
    const volume = (what: string) => `${what}-${name}`;
    const secret = token && new pulumi.Config("secrets").requireSecret(token.secret);
    const made =
        secret &&
        new k8s.core.v1.Secret(
            `${hub}-${name}-token`,
            { metadata: metadataOf(`${hubApp}-${name}-token`, landing), stringData: { token: secret } },
            opts,
        );
    const authority =
        ca === undefined
            ? undefined
            : new k8s.core.v1.ConfigMap(
                  `${hub}-${name}-ca`,
                  {
                      metadata: unnamedOf(hubApp, landing),
                      immutable: true,
                      data: { "ca.crt": authorityOf(ca, i) },
                  },
                  opts,
              );
    return {
        listed: {
            name,
            endpoint,
            everySeconds: exportSeconds,
            cells: [landing.cell.name],
            ...(made && { token: at("token/token") }),
            ...(authority && { ca: at("ca/ca.crt") }),
        },
        mounts: [
            ...(made ? [{ name: volume("token"), mountPath: at("token"), readOnly: true }] : []),
            ...(authority ? [{ name: volume("ca"), mountPath: at("ca"), readOnly: true }] : []),
        ],
        volumes: [
            ...(made
                ? [{ name: volume("token"), secret: { secretName: made.metadata.name, defaultMode: 0o440 } }]
                : []),
            ...(authority ? [{ name: volume("ca"), configMap: { name: authority.metadata.name } }] : []),
        ],
        marks: secret ? { [`meridian/export-${name}`]: markOf(secret) } : {},
    };
}
