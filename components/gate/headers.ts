import { callerHeader, ownHeaders } from "../plan/names";
import type { JsonObject } from "./envoy";

/** The sides that requests come in on: from clients, from the cell's other gates, from the process that compares shadows. */
export type Side = "clients" | "gates" | "shadows";

/** The header that a gate names its region in, on every answer. */
export const regionHeader = `${ownHeaders}region`;
/** The header that names the release, in responses of a model. */
export const versionHeader = `${ownHeaders}version`;
/** The header in which a gate names the release to compare with, for the comparer. */
export const shadowHeader = `${ownHeaders}shadow`;
/** The header with the key of the cell's gates, for a gate behind a proxy that forwards no certificates. */
export const gateHeader = `${ownHeaders}gate`;
/** The header in which a gate names the model of a gRPC call, for another gate. */
export const modelHeader = `${ownHeaders}model`;
export { callerHeader };

/** Makes the gate that spilled here stop trying others (Envoy does not retry). Clients read `Retry-After` instead. */
export const overloadedHeader = "x-envoy-overloaded";

/** What clients may say of a request, beside what the protocol has. */
export const clientHeaders = {
    /** The release that a tester wants. */
    release: "x-release",
    /** `batch` for what can wait; anything else is interactive. */
    priority: "x-priority",
    /** Milliseconds after which the client no longer wants the answer. */
    timeout: "x-request-timeout-ms",
    /** A key that makes it safe to ask twice (draft-ietf-httpapi-idempotency-key-header). */
    idempotency: "idempotency-key",
} as const;

/** The header that a claim is kept in while its hash decides about the release; it goes no further. No two claims share one. */
export function claimHeader(claim: string): string {
    const escaped = claim.replace(/[^a-z0-9]/g, character => `-${character.charCodeAt(0).toString(16)}`);
    return `${ownHeaders}claim-${escaped}`;
}

export function header(key: string, value: string): JsonObject {
    return { header: { key, value }, append_action: "OVERWRITE_IF_EXISTS_OR_ADD" };
}

/** Appends a value to those that the header already has. An empty value adds nothing. */
export function headerToo(key: string, value: string): JsonObject {
    return { header: { key, value }, append_action: "APPEND_IF_EXISTS_OR_ADD" };
}

/** Kept as it is where it is there already: a spilled answer names the region and release that it came from. */
export function headerIfAbsent(key: string, value: string): JsonObject {
    return { header: { key, value }, append_action: "ADD_IF_ABSENT" };
}
