import * as pulumi from "@pulumi/pulumi";

import { serverLivePath } from "../../gate/health/health";
import { shadowsHost } from "../../gate/names";
import { hasShadow } from "../../gate/routes/shadow";
import type { EnvironmentOf } from "../../plan/serving/programs";
import { comparerHost } from "../../plan/names";
import type { ServingPlan } from "../../plan/serving/serving";
import { directories } from "./directories";
import type { Observed } from "./front";
import type { LocalLandingZone } from "./landing-zone";
import { type Port, Process } from "./resources";

/** What compares releases with their shadows in a region. */
export interface Comparer {
    /** The name in its certificate. */
    readonly serverName: string;
    readonly port: Port;
    readonly process: Process;
    readonly observed: Observed;
}

/** None where nothing is to be compared. */
export function makeComparer(
    name: string,
    plan: ServingPlan,
    landing: LocalLandingZone,
    opts: pulumi.CustomResourceOptions,
): Comparer | undefined {
    if (!hasShadow(plan)) {
        return undefined;
    }
    const { cell, region, limits } = plan;
    const { root } = landing.names;
    const serverName = comparerHost(plan.host);
    const directory = directories.serving(cell, region, name);
    const port = landing.names.comparer(cell, region);
    const gate = landing.names.gate(cell, region);
    const tls = `${directory}/comparer-tls`;
    const log = `${directory}/logs/comparer.log`;
    const certificate = landing.certify(`${name}-comparer-tls`, tls, [serverName], opts);
    const process = new Process(
        `${name}-comparer`,
        {
            root,
            name: `${name}-comparer`,
            program: "comparer",
            args: [],
            environment: {
                CELL: cell.name,
                REGION: region,
                GATE_HOST: gate.host,
                GATE_PORT: gate.port.apply(String),
                GATE_NAME: plan.host,
                GATE_SERVER_NAME: shadowsHost(plan.host),
                GATE_DEADLINE_SECONDS: String(Math.ceil(limits.deadlineSeconds)),
                MAX_BODY_BYTES: String(limits.bodyKiB * 1024),
                PORT: port.port.apply(String),
                TLS_CERT: `${tls}/tls.crt`,
                TLS_KEY: `${tls}/tls.key`,
                TLS_CA: `${tls}/ca.crt`,
                TLS_CLIENT_NAMES: landing.gateName,
                TLS_OBSERVER_NAMES: landing.watcherName,
            } satisfies EnvironmentOf<"comparer", pulumi.Input<string>>,
            log,
            ready: [
                {
                    host: port.host,
                    port: port.port,
                    serverName,
                    path: serverLivePath,
                    authority: `${tls}/ca.crt`,
                    identity: tls,
                },
            ],
        },
        pulumi.mergeOptions(opts, { dependsOn: [certificate, landing.gateCertificate] }),
    );
    const observed = { job: "comparer", instance: "comparer", serverName, log, process } as const;
    return { serverName, port, process, observed };
}
