import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import path from "node:path";

import * as grpc from "@grpc/grpc-js";
import { loadSync, type MethodDefinition } from "@grpc/proto-loader";

import type { RegionRef } from "../../../components/plan/places/catalogue";

const definitions = loadSync(path.join(__dirname, "open-inference.proto"), { keepCase: true, defaults: true });
export const service = definitions["inference.GRPCInferenceService"] as Readonly<
    Record<string, MethodDefinition<object, object>>
>;

/** Answers each message of a call at once with one that names the model and the release. */
export function answerCall(request: Http2ServerRequest, response: Http2ServerResponse, version: string): void {
    const method = Object.values(service).find(method => method.path === request.url);
    response.setHeader("content-type", "application/grpc");
    response.addTrailers({ "grpc-status": method === undefined ? "12" : "0" });
    response.writeHead(200);
    let rest = Buffer.alloc(0);
    request.on("data", (chunk: Buffer) => {
        rest = Buffer.concat([rest, chunk]);
        while (method !== undefined && rest.length >= 5 && rest.length >= 5 + rest.readUInt32BE(1)) {
            const end = 5 + rest.readUInt32BE(1);
            const message = method.requestDeserialize(rest.subarray(5, end)) as { model_name?: string; id?: string };
            rest = rest.subarray(end);
            const answer = { ready: true, model_name: message.model_name, model_version: version, id: message.id };
            const bytes = method.responseSerialize(answer);
            const head = Buffer.alloc(5);
            head.writeUInt32BE(bytes.length, 1);
            response.write(Buffer.concat([head, bytes]));
        }
    });
    request.on("end", () => response.end());
    request.on("error", () => undefined);
}

/** What a client needs of running gates. */
interface Reached {
    address(region: RegionRef): { readonly host: string; readonly port: number };
    serving(region: RegionRef): { readonly cell: { readonly host: string } };
    authority(region: RegionRef): { readonly ca: string };
}

/** A real gRPC client of a region's gate. */
export function callerOf(gates: Reached, region: RegionRef): grpc.Client {
    return callerAt(gates.address(region), gates.serving(region).cell.host, gates.authority(region).ca);
}

/** The same at an address, where a cell's name is answered with a certificate of an authority. */
export function callerAt({ host, port }: { readonly host: string; readonly port: number }, name: string, ca: string) {
    return new grpc.Client(`${host}:${port}`, grpc.credentials.createSsl(Buffer.from(ca)), {
        "grpc.ssl_target_name_override": name,
        "grpc.default_authority": name,
        "grpc.enable_retries": 0,
    });
}

export interface CallOutcome {
    /** gRPC's status code; 0 is good. */
    readonly code: number;
    readonly answer?: { readonly model_name: string; readonly model_version: string; readonly ready: boolean };
    readonly metadata: grpc.Metadata;
}

/** One message in, one answer out. */
export function callOnce(
    client: grpc.Client,
    name: string,
    message: object,
    headers: Readonly<Record<string, string>> = {},
    deadline?: Date,
): Promise<CallOutcome> {
    const { path, requestSerialize, responseDeserialize } = service[name]!;
    const metadata = new grpc.Metadata();
    for (const [key, value] of Object.entries(headers)) metadata.set(key, value);
    return new Promise(resolve => {
        const call = client.makeUnaryRequest(
            path,
            requestSerialize,
            responseDeserialize,
            message,
            metadata,
            deadline === undefined ? {} : { deadline },
            (error, answer) => {
                resolve({
                    code: error?.code ?? 0,
                    ...(answer === undefined ? {} : { answer: answer as NonNullable<CallOutcome["answer"]> }),
                    metadata: first ?? error?.metadata ?? new grpc.Metadata(),
                });
            },
        );
        let first: grpc.Metadata | undefined;
        call.on("metadata", (received: grpc.Metadata) => (first = received));
    });
}
