import type * as pulumi from "@pulumi/pulumi";

import { releasesOf, type ServingPlan } from "../../../plan/serving/serving";
import { makeBuiltIn } from "./built-in";
import { makeOwn } from "./own";
import type { Links, Server } from "./server";

/** What serves the releases of a region: for each the built-in server, or one of the user's own. */
export function makeServers(
    name: string,
    plan: ServingPlan,
    links: Links,
    opts: pulumi.CustomResourceOptions,
): Server[] {
    const servers: Server[] = [];
    // A loop: the SDK records each frame of the stacks of what it makes, which are most resources of a stack.
    for (const { model, release } of releasesOf(plan.models)) {
        const { server } = release;
        servers.push(
            server === undefined
                ? makeBuiltIn(name, plan, model, release, links, opts)
                : makeOwn(name, plan, model, { ...release, server }, links, opts),
        );
    }
    return servers;
}
