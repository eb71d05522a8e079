import * as grpc from "@grpc/grpc-js";
import * as provider from "@pulumi/pulumi/proto/provider_pb";
import { type IResourceProviderServer, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { HalfMade, Operations } from "./operations";
import type { Properties } from "./values";

/**
 * Replaces the providers of clouds, under the real engine: `main <address of the engine>`. Its resources are below the directory that
 * REHEARSAL names, so that each of its processes, one for each provider of each package, sees them.
 *
 * It behaves as clouds do where a stack can go wrong: ids and ARNs that are unknown before, with their region and account; references must
 * exist, in the same region and account; names have limits; some properties can't be changed; operations fail on request. It proves
 * nothing else about clouds: no quota, no policy (`iam` evaluates those of a state), no certificate, no traffic, and no type's own rules
 * beyond those in the cloud's folder here. The cloud may still refuse what it accepts. And for `pulumi up --continue-on-error`: a provider that refuses a resource before it
 * is created, because an output of a failed one is missing, ends the update (pulumi/pulumi#16133); this one does not.
 */
function main(): void {
    const directory = process.env.REHEARSAL;
    const { REHEARSAL_PACKAGE: ofPackage = "", REHEARSAL_VERSION: version = "" } = process.env;
    if (directory === undefined) throw new Error("REHEARSAL names the directory of what is made");
    const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
    server.addService(
        ResourceProviderService,
        served(new Operations(directory, ofPackage), version) as IResourceProviderServer,
    );
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
        if (error) throw error;
        process.stdout.write(`${port}\n`);
    });
    // The engine holds the other end: its end is the engine's, however it died.
    process.stdin.resume().once("close", () => process.exit(0));
}

type Unary = (request: never) => unknown;

const read = (struct: Struct | undefined) => (struct?.toJavaScript() ?? {}) as Properties;
const written = (properties: Properties) => Struct.fromJavaScript(properties as Record<string, never>);

function served(operations: Operations, version: string): Readonly<Record<string, unknown>> {
    const answers: Readonly<Record<string, Unary>> = {
        handshake: () =>
            new provider.ProviderHandshakeResponse()
                .setAcceptSecrets(true)
                .setAcceptResources(true)
                .setAcceptOutputs(true),
        getPluginInfo: () => new PluginInfo().setVersion(version),
        getSchema: () => new provider.GetSchemaResponse().setSchema("{}"),
        checkConfig: (request: provider.CheckRequest) => new provider.CheckResponse().setInputs(request.getNews()),
        diffConfig: (request: provider.DiffRequest) => {
            const same = JSON.stringify(read(request.getOlds())) === JSON.stringify(read(request.getNews()));
            const { DiffChanges } = provider.DiffResponse;
            return new provider.DiffResponse().setChanges(same ? DiffChanges.DIFF_NONE : DiffChanges.DIFF_SOME);
        },
        configure: (request: provider.ConfigureRequest) => {
            operations.configure(read(request.getArgs()));
            return new provider.ConfigureResponse()
                .setAcceptsecrets(true)
                .setSupportspreview(true)
                .setAcceptresources(true)
                .setAcceptoutputs(true);
        },
        invoke: async (request: provider.InvokeRequest) =>
            new provider.InvokeResponse().setReturn(
                written(await operations.invoke(request.getTok(), read(request.getArgs()))),
            ),
        check: (request: provider.CheckRequest) => {
            const urn = request.getUrn();
            const { inputs, failures } = operations.check(
                typeOf(urn),
                urn,
                read(request.getOlds()),
                read(request.getNews()),
                Buffer.from(request.getRandomseed_asU8()),
            );
            return new provider.CheckResponse()
                .setInputs(written(inputs))
                .setFailuresList(
                    failures.map(({ property, reason }) =>
                        new provider.CheckFailure().setProperty(property).setReason(reason),
                    ),
                );
        },
        diff: (request: provider.DiffRequest) => {
            const { changes, replaces, deletesFirst } = operations.diff(
                typeOf(request.getUrn()),
                read(request.getOldInputs()),
                read(request.getNews()),
                read(request.getOlds()),
            );
            const ignored = request.getIgnorechangesList();
            const left = changes.filter(key => !ignored.includes(key));
            const { DiffChanges } = provider.DiffResponse;
            return new provider.DiffResponse()
                .setChanges(left.length === 0 ? DiffChanges.DIFF_NONE : DiffChanges.DIFF_SOME)
                .setDiffsList(left)
                .setReplacesList(replaces.filter(key => left.includes(key)))
                .setDeletebeforereplace(deletesFirst);
        },
        create: async (request: provider.CreateRequest) => {
            const { id, outputs } = await operations.create(
                typeOf(request.getUrn()),
                read(request.getProperties()),
                request.getPreview(),
            );
            return new provider.CreateResponse().setId(id).setProperties(written(outputs));
        },
        read: async (request: provider.ReadRequest) => {
            const known = read(request.getProperties());
            const found = await operations.read(
                typeOf(request.getUrn()),
                request.getId(),
                known,
                read(request.getInputs()),
            );
            const answer = new provider.ReadResponse();
            return found === undefined
                ? answer
                : answer.setId(request.getId()).setProperties(written(found.outputs)).setInputs(written(found.inputs));
        },
        update: async (request: provider.UpdateRequest) =>
            new provider.UpdateResponse().setProperties(
                written(
                    await operations.update(
                        typeOf(request.getUrn()),
                        request.getId(),
                        read(request.getOlds()),
                        read(request.getNews()),
                        request.getPreview(),
                    ),
                ),
            ),
        delete: async (request: provider.DeleteRequest) => {
            await operations.delete(typeOf(request.getUrn()), request.getId(), read(request.getProperties()));
            return new Empty();
        },
        // Leaving now would look as if it had died.
        cancel: () => new Empty(),
    };
    return Object.fromEntries(
        Object.entries(answers).map(([name, answer]) => [
            name,
            (call: grpc.ServerUnaryCall<never, unknown>, callback: grpc.sendUnaryData<unknown>) => {
                Promise.resolve()
                    .then(() => answer(call.request))
                    .then(
                        response => {
                            callback(null, response);
                        },
                        (error: unknown) => {
                            callback(asStatus(error));
                        },
                    );
            },
        ]),
    );
}

/** `urn:pulumi:stack::project::parent$aws:kms/key:Key::name` → `aws:kms/key:Key` */
function typeOf(urn: string): string {
    return urn.split("::")[2]!.split("$").at(-1)!;
}

function asStatus(error: unknown): Partial<grpc.StatusObject> {
    const message = error instanceof Error ? error.message : String(error);
    if (!(error instanceof HalfMade)) return { code: grpc.status.UNKNOWN, details: message };
    const { id, inputs, outputs } = error.thing;
    const detail = new provider.ErrorResourceInitFailed();
    detail.setId(id);
    detail.setProperties(written(outputs));
    detail.setInputs(written(inputs));
    detail.setReasonsList([message]);
    const any = new Any();
    any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const status = new Status();
    status.setCode(grpc.status.UNKNOWN);
    status.setMessage(message);
    status.addDetails(any);
    const metadata = new grpc.Metadata();
    metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
    return { code: grpc.status.UNKNOWN, details: message, metadata };
}

main();
