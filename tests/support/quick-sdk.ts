import { createRequire } from "node:module";

import * as pulumi from "@pulumi/pulumi";

import type { Inputs } from "./mocked-engine";

const load = createRequire(__filename);

/** Of the SDK's modules what it calls through them. */
const debugging = load("@pulumi/pulumi/runtime/debuggable") as {
    debuggablePromise: <T>(promise: Promise<T>) => Promise<T>;
};
const properties = load("@pulumi/pulumi/runtime/rpc") as { transferProperties: typeof outputsOnDemand };
const source = pulumi.Resource as unknown as { stackTrace: (skip: number) => readonly unknown[] };

/**
 * Leaves out two thirds of the SDK's work for a program without an engine, for programs by the thousand: where in the source a resource is
 * made, which promises are not settled yet, and outputs that nothing reads. Returns what undoes that.
 */
export function quickSdk(): () => void {
    const { debuggablePromise } = debugging;
    const { transferProperties } = properties;
    const { stackTrace } = source;
    debugging.debuggablePromise = promise => promise;
    properties.transferProperties = outputsOnDemand;
    source.stackTrace = () => [];
    return () => {
        debugging.debuggablePromise = debuggablePromise;
        properties.transferProperties = transferProperties;
        source.stackTrace = stackTrace;
    };
}

/** Settles an output of a resource, once the engine has answered. */
type Settle = (value: unknown, isKnown: boolean, isSecret: boolean, from?: readonly unknown[], error?: Error) => void;

/** Of a resource an output for each property, made when it is first read; a dozen promises belong to each. */
function outputsOnDemand(resource: object, _: string, inputs: Inputs): Record<string, Settle> {
    const names = Object.keys(inputs).filter(name => name !== "id" && name !== "urn");
    return Object.fromEntries(names.map(name => [name, outputOnDemand(resource, name)]));
}

function outputOnDemand(resource: object, name: string): Settle {
    let settle: Settle;
    const answered = new Promise<Answer>((resolve, reject) => {
        settle = (value, isKnown, isSecret, from = [], error) => {
            if (error) reject(error);
            else resolve({ value, isKnown, isSecret, from });
        };
    });
    Object.defineProperty(resource, name, {
        configurable: true,
        enumerable: true,
        get: () => {
            const value = outputOf(resource, answered);
            Object.defineProperty(resource, name, { value, enumerable: true, writable: true });
            return value;
        },
    });
    return settle!;
}

interface Answer {
    readonly value: unknown;
    readonly isKnown: boolean;
    readonly isSecret: boolean;
    readonly from: readonly unknown[];
}

function outputOf(resource: object, answered: Promise<Answer>): unknown {
    const part = <K extends keyof Answer>(key: K) => answered.then(answer => answer[key]);
    return new Output(resource, part("value"), part("isKnown"), part("isSecret"), part("from"));
}

/** Its constructor is public, and is not declared. */
const Output = pulumi.Output as unknown as new (
    resource: object,
    value: Promise<unknown>,
    isKnown: Promise<boolean>,
    isSecret: Promise<boolean>,
    from: Promise<readonly unknown[]>,
) => unknown;
