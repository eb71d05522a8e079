import { isDeepStrictEqual } from "node:util";

import type * as dynamic from "@pulumi/pulumi/dynamic";

import type { Kind } from "./kind";

type Properties = Record<string, unknown>;

/** Pulumi keeps the provider's own text among the properties; kinds never see it. */
const providerKey = "__provider";

/** What the engine's provider process calls, for one kind. */
export function lifecycleOf<I, O>(kind: Kind<I, O>): dynamic.ResourceProvider {
    const own = (properties: Properties) => {
        const { [providerKey]: _, ...rest } = properties;
        return rest as I & O;
    };
    return withoutFrames({
        async create(inputs: Properties) {
            const id = kind.identify(own(inputs));
            return { id, outs: { ...inputs, ...(await orIncomplete(kind, id, inputs, kind.apply(own(inputs)))) } };
        },
        async diff(id, olds: Properties, news: Properties) {
            const refusal = kind.refuses?.(own(olds), own(news));
            if (refusal !== undefined) {
                throw new Error(refusal);
            }
            const changed = Object.keys(own(news) as Properties).filter(
                key => !isDeepStrictEqual(olds[key], news[key]),
            );
            const replaces = id === kind.identify(own(news)) ? [] : changed;
            // Not only config can differ: what was killed or tampered with since is put right by the next update.
            const real = changed.length > 0 ? undefined : await kind.inspect(own(olds));
            const asWanted =
                real !== undefined &&
                agrees(olds, real as Properties) &&
                // A refresh has put what it found into the state, so that agreeing with the state is not enough.
                (kind.isRight?.(own(news), real) ?? true);
            if (changed.length === 0 && !asWanted)
                console.log(`${id} ${differenceOf(real as Properties | undefined)}; an update restores it`);
            return { changes: !asWanted, replaces };
        },
        async update(id, olds: Properties, news: Properties) {
            return { outs: { ...news, ...(await orIncomplete(kind, id, news, kind.apply(own(news), own(olds)))) } };
        },
        async read(id, state: Properties) {
            const real = await kind.inspect(own(state));
            return real === undefined ? { id: "", props: {} } : { id, props: { ...state, ...real } };
        },
        async delete(_id, state: Properties) {
            await kind.remove(own(state));
        },
    });
}

/**
 * The engine prints the stack trace of an error. Errors of a kind or of the machine (a wrong digest, permissions, a full disk) are complete
 * without one; only errors of the language, which are bugs, need it.
 */
function withoutFrames<P extends object>(provider: P): P {
    const plain = async (act: (...args: unknown[]) => Promise<unknown>, args: unknown[]) => {
        try {
            return await act(...args);
        } catch (error) {
            const isOfLanguage = [TypeError, RangeError, ReferenceError].some(kind => error instanceof kind);
            const isOfMachine = typeof (error as NodeJS.ErrnoException).code === "string";
            if (isOfMachine || !isOfLanguage) (error as Error).stack = String(error);
            throw error;
        }
    };
    return Object.fromEntries(
        Object.entries(provider).map(([name, act]) => [
            name,
            (...args: unknown[]) => plain(act as (...args: unknown[]) => Promise<unknown>, args),
        ]),
    ) as P;
}

/**
 * A failure halfway may have left something behind. It is reported to the engine as created but incomplete, so it is in the state, the
 * next update completes it, and a destroy deletes it.
 */
async function orIncomplete<T>(
    { leavesTraces = false }: { readonly leavesTraces?: boolean },
    id: string,
    inputs: Properties,
    task: Promise<T>,
): Promise<T> {
    try {
        return await task;
    } catch (error) {
        if (!leavesTraces) {
            throw error;
        }
        const { message } = error as Error;
        const { code } = error as NodeJS.ErrnoException;
        const reported = code === undefined ? {} : { code };
        throw Object.assign(new Error(message, { cause: error }), {
            id,
            properties: inputs,
            reasons: [message],
            ...reported,
        });
    }
}

/** What a user reads where no config explains a change. Other properties than a state can be long, or digests. */
function differenceOf(real: Properties | undefined): string {
    if (real === undefined) return "is gone";
    return typeof real.state === "string" ? `is in state "${real.state}"` : "is not as the last update made it";
}

function agrees(state: Properties, real: Properties): boolean {
    return Object.entries(real).every(([key, value]) => isDeepStrictEqual(state[key], value));
}
