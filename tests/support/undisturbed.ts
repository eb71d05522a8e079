import { envoysOf } from "./healthy";
import type { LocalStack } from "./local-stack";

const mostRounds = 3;

/**
 * The result of a round under load. A round with failures is repeated, at most twice, if a health check of something that the round does
 * not break had no answer in time: a process without a processor for two seconds counts as unhealthy, and requests fail for a reason that
 * is not the round's. The caller evaluates all other failures, and those of the last round. `checks`: names of the Envoys and clusters
 * whose checks count, as in `local:eu-west release/screening/1_0_0`. `lateness`: what else shows that the round itself had no processor.
 */
export async function undisturbed<T>(
    stack: LocalStack,
    {
        checks = /./,
        hasFailed,
        lateness = () => undefined,
    }: {
        readonly checks?: RegExp;
        readonly hasFailed: (done: T) => boolean;
        readonly lateness?: (done: T) => string | undefined;
    },
    round: (isAgain: boolean) => Promise<T>,
): Promise<T> {
    for (let rounds = 1; ; rounds++) {
        const before = await unansweredChecks(stack);
        const done = await round(rounds > 1);
        if (!hasFailed(done) || rounds === mostRounds) return done;
        const after = await unansweredChecks(stack);
        // Those of a cluster that is new, or was recreated, may have been before its servers listened.
        const unheard = [...after].filter(([name, count]) => checks.test(name) && count > (before.get(name) ?? count));
        const reasons = [
            ...(unheard.length === 0
                ? []
                : [`health checks had no answer: ${unheard.map(([name]) => name).join(", ")}`]),
            ...[lateness(done)].filter(reason => reason !== undefined),
        ];
        if (reasons.length === 0) return done;
        console.log(`      once more, since ${reasons.join("; ")}`);
    }
}

/**
 * How many health checks of a cluster had no answer in time, or no connection; an answer that refuses is none of them. By the names of an
 * Envoy and its cluster, since the Envoy started.
 */
export async function unansweredChecks(stack: LocalStack): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const [name, envoy] of Object.entries(await envoysOf(stack))) {
        const stats = await envoy.get("/stats?filter=health_check.network_failure$").catch(() => "");
        for (const [, cluster, count] of stats.matchAll(/^cluster\.(.*)\.health_check\.network_failure: (\d+)$/gm)) {
            counts.set(`${name} ${cluster!}`, Number(count));
        }
    }
    return counts;
}
