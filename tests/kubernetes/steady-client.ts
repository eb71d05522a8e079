import { readFileSync } from "node:fs";
import path from "node:path";

import type { Manifest } from "../support/clusters/api";
import { configMap, pod, tlsSecret, variables } from "./pods";
import { plan, sample } from "./screening";
import { namespace, serverAddress, serverPort, serversName } from "./server";
import type { Shared } from "./shared";

/** A line of `steady-client.cjs`. */
export interface Line {
    readonly sent: number;
    readonly waiting: number;
    /** Answers since the line before, by version. */
    readonly versions: Readonly<Record<string, number>>;
    /** All failures, by reason. */
    readonly failures: Readonly<Record<string, number>>;
}

const name = "steady-client";
/** Its pod, as arguments of kubectl. */
export const client = ["--namespace", namespace, name] as const;

/** A pod that calls the servers by the name of their Service, with the certificate of a gate. */
export async function steadyClient({ cell, image }: Shared, perSecond: number): Promise<Manifest[]> {
    const program = readFileSync(path.join(__dirname, `${name}.cjs`), "utf8");
    return [
        tlsSecret(`${name}-tls`, namespace, await cell.issue({ name, hosts: [plan("1.0.0").host] })),
        configMap(name, namespace, { "main.cjs": program }),
        pod({
            name,
            namespace,
            containers: [
                {
                    name: "client",
                    image: image("runtime"),
                    args: ["/client/main.cjs"],
                    env: variables({
                        ...{ ADDRESS: serverAddress, PORT: String(serverPort), SERVER_NAME: serversName },
                        ...{ PER_SECOND: String(perSecond), BODY: sample },
                    }),
                    volumeMounts: [
                        { name: "client", mountPath: "/client", readOnly: true },
                        { name: "tls", mountPath: "/tls", readOnly: true },
                    ],
                },
            ],
            volumes: [
                { name: "client", configMap: { name } },
                { name: "tls", secret: { secretName: `${name}-tls`, defaultMode: 0o440 } },
            ],
        }),
    ];
}

/** All lines of its log. */
export async function linesOf({ cluster }: Shared): Promise<Line[]> {
    const log = await cluster.api.logs(namespace, name);
    return log
        .split("\n")
        .slice(0, -1)
        .map(line => JSON.parse(line) as Line);
}
