import { rmSync } from "node:fs";
import path from "node:path";

import * as grpc from "@grpc/grpc-js";
import { loadSync, type MethodDefinition } from "@grpc/proto-loader";

import type { Cluster } from "./cluster";

const calls = loadSync(path.join(__dirname, "devices.proto"), { keepCase: true, defaults: true })[
    "devices.Calls"
] as Readonly<Record<string, MethodDefinition<object, object>>>;

interface Claims {
    readonly claims: readonly { readonly uid: string }[];
}

type Answer = (request: object) => object;

/**
 * A driver of dynamic resource allocation on the first node of a cluster, with a class of devices that is called as the driver. The scheduler
 * allocates them and the kubelet prepares them.
 *
 * It proves nothing about drivers of GPUs: a device is a name, and a container with one has nothing that others have not.
 */
export class Devices {
    private constructor(
        private readonly server: grpc.Server,
        private readonly socket: string,
    ) {}

    static async provide(
        { api, firstKubelet, name }: Pick<Cluster, "api" | "firstKubelet" | "name">,
        driver: string,
        count: number,
    ): Promise<Devices> {
        const socket = path.join(firstKubelet, "plugins_registry", `${driver}.sock`);
        const server = new grpc.Server();
        const none = ({ claims }: Claims) => ({ claims: Object.fromEntries(claims.map(({ uid }) => [uid, {}])) });
        const prepared = { NodePrepareResources: none as Answer, NodeUnprepareResources: none as Answer };
        serve(server, "k8s.io.kubelet.pkg.apis.dra.v1.DRAPlugin", prepared);
        const plugin = { type: "DRAPlugin", name: driver, endpoint: socket, supported_versions: ["v1.DRAPlugin"] };
        const registered = new Promise<void>(resolve => {
            serve(server, "pluginregistration.Registration", {
                GetInfo: () => plugin,
                NotifyRegistrationStatus: () => {
                    resolve();
                    return {};
                },
            });
        });
        await new Promise<void>((resolve, reject) => {
            server.bindAsync(`unix:${socket}`, grpc.ServerCredentials.createInsecure(), error => {
                if (error) reject(error);
                else resolve();
            });
        });
        await registered;
        const resource = "resource.k8s.io/v1";
        await api.apply(
            {
                ...{ apiVersion: resource, kind: "DeviceClass", metadata: { name: driver } },
                spec: { selectors: [{ cel: { expression: `device.driver == "${driver}"` } }] },
            },
            // Once it is registered: a kubelet deletes those of drivers that it does not know.
            {
                ...{ apiVersion: resource, kind: "ResourceSlice", metadata: { name: `${name}-0-${driver}` } },
                spec: {
                    driver,
                    nodeName: `${name}-0`,
                    pool: { name: `${name}-0`, generation: 1, resourceSliceCount: 1 },
                    devices: Array.from({ length: count }, (_, i) => ({ name: `device-${i}` })),
                },
            },
        );
        return new Devices(server, socket);
    }

    close(): void {
        this.server.forceShutdown();
        rmSync(this.socket, { force: true });
    }
}

/** Answers the calls of a service as the kubelet names it. */
function serve(server: grpc.Server, service: string, answers: Readonly<Record<string, Answer>>): void {
    server.addService(
        Object.fromEntries(Object.keys(answers).map(name => [name, { ...calls[name]!, path: `/${service}/${name}` }])),
        Object.fromEntries(
            Object.entries(answers).map(([name, answer]): [string, grpc.handleUnaryCall<object, object>] => [
                name,
                ({ request }, callback) => {
                    callback(null, answer(request));
                },
            ]),
        ),
    );
}
