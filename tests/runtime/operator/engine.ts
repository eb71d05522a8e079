import type { NatsConnection } from "@nats-io/transport-node";

/** An answer of the engine's API: what was asked for, or a refusal by its code. */
export type EngineAnswer = object | { readonly error: { readonly err_code: number; readonly description: string } };

/** A refusal by its code in the engine's errors.json. */
export function refused(err_code: number): EngineAnswer {
    return { error: { err_code, description: "refused" } };
}

/** A connection to an engine that a test plays; `api` gets what follows `$JS.API.`, and the body; it throws where there is no answer. */
export function engine(api: (subject: string, body: unknown) => EngineAnswer): NatsConnection {
    const request = (subject: string, body: string) =>
        Promise.resolve()
            .then(() => api(subject.replace("$JS.API.", ""), body === "" ? undefined : JSON.parse(body)))
            .then(answer => ({ json: () => answer }));
    return { request } as unknown as NatsConnection;
}
