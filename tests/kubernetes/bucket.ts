import { once } from "node:events";
import { request as requestOf } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";

import { baselineFile, modelFile } from "./screening";
import type { Shared } from "./shared";

/** An S3-compatible bucket with the models and their baselines, served by this process at an address that pods reach, with a certificate of the cell. */
export class Bucket {
    private constructor(
        private readonly server: Server,
        readonly url: string,
        /** Paths of models in the order of their requests. */
        readonly read: readonly string[],
    ) {}

    /** `store`: the port of an emulator of S3 on this machine, which answers all other requests. What is signed is passed on as it is. */
    static async listen(
        { network: { host }, cell }: Pick<Shared, "network" | "cell">,
        store?: number,
    ): Promise<Bucket> {
        const read: string[] = [];
        const identity = await cell.issue({ name: "bucket", addresses: [host] });
        const server = createServer(identity, (request, response) => {
            const [, version, kind] = /^\/models\/(\d+\.\d+\.\d+)\.(onnx|json)$/.exec(request.url ?? "") ?? [];
            if (version === undefined && store !== undefined) {
                const { headers, method, url } = request;
                const passed = requestOf({ port: store, method, path: url, headers, setHost: false }, answer => {
                    response.writeHead(answer.statusCode!, answer.headers);
                    answer.pipe(response);
                });
                passed.on("error", () => response.destroy());
                return void request.pipe(passed);
            }
            if (version === undefined) return void response.writeHead(404).end();
            if (kind === "onnx") read.push(request.url!);
            response.end(kind === "onnx" ? modelFile(version) : baselineFile(version));
        });
        await once(server.listen(0, host), "listening");
        return new Bucket(server, `https://${host}:${(server.address() as AddressInfo).port}`, read);
    }

    close(): void {
        this.server.close();
        this.server.closeAllConnections();
    }
}
