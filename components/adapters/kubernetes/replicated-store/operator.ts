import { createHash } from "node:crypto";

import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { programsFolder } from "../../../../tools/image-contract";
import { podCertificate, podDirectories } from "../../../gate/pod";
import type { EnvironmentOf } from "../../../plan/serving/programs";
import type { StorePlan } from "../../../plan/store/store-plan";
import type { KubernetesLandingZone } from "../landing-zone";
import { labelsOf, madeAgain, metadataOf, unnamedOf } from "../objects";
import { plainPod, secured, podTls, variables } from "../pods";
import { storeEnvironment } from "./client";
import { recordsTable } from "../../../../runtime/store/region-records";
import { nameIn, operatorApp } from "./zone";

const directory = "/spec";
const file = "store.json";
const administratorDirectory = "/administrator";

/** A copy that moves takes its time; the engine waits as long. */
const withinSeconds = 15 * 60;

/**
 * Makes the tables, or changes those that are there, and takes the servers of places off the store that have left, in the primary region. A Job is named by what it makes and by its image: what stays the
 * same is not made again, and another one is made before it goes. It has no time to live: deleted, it would run again at the next update.
 */
export function makeOperator(
    name: string,
    plan: StorePlan,
    zone: KubernetesLandingZone,
    opts: pulumi.CustomResourceOptions,
): k8s.batch.v1.Job {
    const { certified, region, settings } = zone;
    const own = { ...opts, provider: zone.provider };
    const content = textOf({ ...specOf(plan), tables: [...specOf(plan).tables, recordsOf(plan)] });
    const image = settings.images.runtime;
    const hash = createHash("sha256").update(`${content}\n${image}`).digest("hex").slice(0, 10);
    const spec = new k8s.core.v1.ConfigMap(
        `${nameIn(name, zone)}-spec`,
        { metadata: unnamedOf(operatorApp, zone), immutable: true, data: { [file]: content } },
        opts.parent === undefined ? { provider: zone.provider } : { parent: opts.parent, provider: zone.provider },
    );
    const administrator = podCertificate(administratorDirectory);
    return new k8s.batch.v1.Job(
        `${nameIn(name, zone)}-operator`,
        {
            metadata: madeAgain(metadataOf(`${operatorApp}-${hash}`, zone)),
            spec: {
                // A failure policy for pods would spare the repetition of what stays so, but the engine waits on after the end of such a Job.
                backoffLimit: 1,
                activeDeadlineSeconds: withinSeconds,
                template: {
                    metadata: { labels: labelsOf(operatorApp, settings.service) },
                    spec: {
                        ...plainPod(zone, 30),
                        restartPolicy: "Never",
                        containers: [
                            secured(
                                {
                                    image,
                                    args: [`/${programsFolder}/operator.js`],
                                    env: variables({
                                        CELL: plan.cell.name,
                                        REGION: region,
                                        ...storeEnvironment(zone),
                                        SPEC: `${directory}/${file}`,
                                        ...podTls,
                                        ADMINISTRATOR_CERT: administrator.certificate,
                                        ADMINISTRATOR_KEY: administrator.key,
                                    } satisfies EnvironmentOf<"operator">),
                                    terminationMessagePolicy: "FallbackToLogsOnError",
                                    resources: {
                                        requests: { cpu: "100m", memory: "128Mi" },
                                        limits: { memory: "256Mi" },
                                    },
                                    volumeMounts: [
                                        { name: "spec", mountPath: directory, readOnly: true },
                                        { name: "tls", mountPath: podDirectories.tls, readOnly: true },
                                        {
                                            name: "administrator",
                                            mountPath: administratorDirectory,
                                            readOnly: true,
                                        },
                                    ],
                                },
                                operatorApp,
                            ),
                        ],
                        volumes: [
                            { name: "spec", configMap: { name: spec.metadata.name } },
                            { name: "tls", secret: { secretName: certified.operator, defaultMode: 0o440 } },
                            {
                                name: "administrator",
                                secret: { secretName: certified.administrator, defaultMode: 0o440 },
                            },
                        ],
                    },
                },
            },
        },
        { ...own, customTimeouts: { create: `${withinSeconds}s` } },
    );
}

/** The tables of the config, as what makes, copies or restores them reads it. */
export function specOf({ backup, cell, homes, places, tables }: StorePlan) {
    const specs = tables.map(({ changes, name, partitionKey, sortKey }) => ({
        cell: cell.name,
        name,
        partitionKey,
        ...(sortKey === undefined ? {} : { sortKey }),
        shards: homes.length,
        ...(changes === undefined ? {} : { changes }),
        copies: places,
        primary: cell.primary,
    }));
    return { tables: specs, members: places, ...(backup && { copied: places }) };
}

/** The table in which the cell's regions say how they do: of no use later, and in no copy. */
function recordsOf({ cell, places }: StorePlan) {
    return { cell: cell.name, ...recordsTable, copies: places, primary: cell.primary };
}

/** The file of a specification. */
export const textOf = (spec: ReturnType<typeof specOf>) => `${JSON.stringify(spec, undefined, 1)}\n`;
