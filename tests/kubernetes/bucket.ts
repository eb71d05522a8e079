import { once } from "node:events";
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

    static async listen({ network: { host }, cell }: Pick<Shared, "network" | "cell">): Promise<Bucket> {
        const read: string[] = [];
        const identity = await cell.issue({ name: "bucket", addresses: [host] });
        const server = createServer(identity, (request, response) => {
            const [, version, kind] = /^\/models\/(\d+\.\d+\.\d+)\.(onnx|json)$/.exec(request.url ?? "") ?? [];
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
