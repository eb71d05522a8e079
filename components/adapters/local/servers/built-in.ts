import { createHash } from "node:crypto";

import * as pulumi from "@pulumi/pulumi";

import { healthPaths } from "../../../gate/health/health";
import { releaseKey } from "../../../plan/clouds/physical-names";
import type { RegionRef } from "../../../plan/places/catalogue";
import type { FeaturesPlan } from "../../../plan/serving/features";
import type { EnvironmentOf } from "../../../plan/serving/programs";
import { digestHex } from "../../../plan/serving/release-file";
import type { ModelPlan, ReleasePlan, ServingPlan } from "../../../plan/serving/serving";
import { serverEnvironment } from "../../../plan/serving/server-environment";
import { directories } from "../directories";
import type { LocalStore } from "../replicated-store/local-store";
import { staleEnvironment } from "../replicated-store/tables";
import { Artifact, File, Port, Process } from "../resources";
import { type Links, releaseFile, type Server, serverKey, servingProgram } from "./server";

/** A model server of the runtime, which takes ONNX. */
export function makeBuiltIn(
    name: string,
    plan: ServingPlan,
    model: ModelPlan,
    release: ReleasePlan,
    { landing, store }: Links,
    opts: pulumi.CustomResourceOptions,
): Server {
    const { root } = landing.names;
    const key = serverKey(model.name, release);
    const directory = directories.serving(landing.cell, landing.target.region, name);
    const { artifact, artifacts } = releaseFile(name, plan.region, model, release, { landing, store }, opts);
    const baseline = makeBaseline(`${name}-${key}-baseline`, root, directory, model, release, opts);
    const holder = `${key}.${name}.${landing.serverName}`;
    const port = new Port(`${name}-${key}-port`, { root, holder }, opts);
    const tls = `${landing.directory}/servers-tls`;
    const log = `${directory}/logs/${key}.log`;
    const lookUp =
        model.features &&
        makeLookUp(`${name}-${key}-features`, root, `${directory}/features/${key}`, model.features, opts);
    const program = servingProgram(name, key);
    const process = new Process(
        program,
        {
            root,
            name: program,
            program: "model-server",
            args: [],
            environment: {
                ...serverEnvironment<pulumi.Input<string>>(model, release, plan, {
                    file: artifact.file,
                    port: port.port.apply(String),
                }),
                TLS_CERT: `${tls}/tls.crt`,
                TLS_KEY: `${tls}/tls.key`,
                TLS_CA: `${tls}/ca.crt`,
                TLS_CLIENT_NAMES: landing.gateName,
                TLS_OBSERVER_NAMES: landing.watcherName,
                ...(store && storeEnvironment(plan.region, store)),
                ...(lookUp && { FEATURES: lookUp.file, ...staleEnvironment(store!.plan) }),
                ...(baseline && { BASELINE: baseline.file }),
            } satisfies EnvironmentOf<"model-server", pulumi.Input<string>>,
            log,
            ready: [
                {
                    host: port.host,
                    port: port.port,
                    serverName: landing.serverName,
                    path: healthPaths.ready,
                    authority: `${tls}/ca.crt`,
                    identity: `${landing.directory}/gate-tls`,
                },
            ],
        },
        pulumi.mergeOptions(opts, {
            dependsOn: [
                artifact,
                landing.serverCertificate,
                landing.gateCertificate,
                ...(lookUp ? [lookUp.written] : []),
                ...(baseline ? [baseline] : []),
            ],
        }),
    );
    return {
        key,
        node: releaseKey(model.name, release.version),
        port,
        process,
        observed: {
            job: "model-server",
            instance: key,
            serverName: landing.serverName,
            log,
            process,
            ...(baseline && { baseline: baseline.file }),
            artifact: artifact.file,
        },
        transport: "http1",
        processes: [process],
        artifacts,
    };
}

/** Under its digest, so that a server whose release has another baseline restarts. */
function makeBaseline(
    name: string,
    root: string,
    directory: string,
    model: ModelPlan,
    { baseline, version }: ReleasePlan,
    opts: pulumi.CustomResourceOptions,
): Artifact | undefined {
    if (baseline === undefined) {
        return undefined;
    }
    const { artifact: source, digest } = baseline;
    const hash = digestHex(baseline);
    return new Artifact(
        name,
        { root, source, digest, file: `${directory}/baselines/${model.name}/${version}/${hash}.json` },
        opts,
    );
}

/** The look-up of a server for a subject; in another file where it is something else, so that the server restarts. */
function makeLookUp(
    name: string,
    root: string,
    path: string,
    features: FeaturesPlan,
    opts: pulumi.CustomResourceOptions,
) {
    const content = `${JSON.stringify(features, null, 1)}\n`;
    const file = `${path}-${createHash("sha256").update(content).digest("hex").slice(0, 8)}.json`;
    return { file, written: new File(name, { root, file, content }, opts) };
}

/** Where a server downloads its file again after it was corrupted. */
function storeEnvironment(region: RegionRef, { servers }: LocalStore) {
    const { host, port, name } = servers[region]!;
    return { REGION: region, STORE_HOST: host, STORE_PORT: port.apply(String), STORE_NAME: name };
}
