import * as pulumi from "@pulumi/pulumi";

import type { Inputs } from "./mocked-engine";

/** A resource as the engine receives it: secrets and assets in its inputs are marked. */
export interface Registered {
    readonly type: string;
    readonly name: string;
    readonly custom: boolean;
    readonly inputs: Inputs;
}

/** What providers find out. */
export interface Providers {
    /** Outputs of a resource, with its `id`. */
    outputs(resource: Registered): Inputs;
    /** The result of a function. */
    call(token: string, inputs: Inputs): Inputs;
}

/**
 * Replaces the engine, for programs by the thousand. The SDK's mocks convert each resource to a message and back three times; here the
 * answer is the request with what its provider finds out.
 */
export async function quickEngine(providers: Providers): Promise<void> {
    await pulumi.runtime.setMocks({
        call: ({ token, inputs }) => providers.call(token, inputs as Inputs),
        newResource: ({ type }) => {
            throw new Error(`a resource of ${type} is read; here programs only register them`);
        },
    });
    const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
    monitor.registerResource = (request, done) => {
        try {
            const registered = registeredBy(request);
            const { name, type, inputs } = registered;
            const outputs = { ...inputs, ...providers.outputs(registered) };
            done(undefined, answerOf(monitor.newUrn(request.getParent(), type, name), name, outputs));
        } catch (error) {
            done(error);
        }
    };
    monitor.registerResourceOutputs = (_, done) => {
        done(undefined, {});
    };
}

/** What a program registers, also under the SDK's own mocks: `seen` receives each resource before the engine does. */
export function watchRegistrations(seen: (resource: Registered) => void): void {
    const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, done) => {
        seen(registeredBy(request));
        register(request, done);
    };
}

function registeredBy(request: Request): Registered {
    return {
        type: request.getType(),
        name: request.getName(),
        custom: request.getCustom(),
        inputs: request.getObject().toJavaScript(),
    };
}

function answerOf(urn: string, name: string, outputs: Inputs) {
    return {
        getUrn: () => urn,
        getId: () => (typeof outputs.id === "string" ? outputs.id : name),
        getObject: () => ({ toJavaScript: () => outputs }),
        getPropertydependenciesMap: () => undefined,
        getResult: () => 0,
    };
}

type Done = (error: unknown, answer?: unknown) => void;

/** What the SDK calls of an engine. */
interface Monitor {
    newUrn(parent: string, type: string, name: string): string;
    registerResource(request: Request, done: Done): void;
    registerResourceOutputs(request: unknown, done: Done): void;
}

interface Request {
    getType(): string;
    getName(): string;
    getParent(): string;
    getCustom(): boolean;
    getObject(): { toJavaScript(): Inputs };
}
