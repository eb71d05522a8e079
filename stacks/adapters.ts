import { type Cloud, type Config, type Names, type Plan, splitRef, type Target } from "pulumi-meridian";
import type * as AwsAdapter from "pulumi-meridian/aws";
import type * as LocalAdapter from "pulumi-meridian/local";

/** What a stack needs of a cloud. */
export interface Adapter {
    /** The names of a domain; with the id of a DNS zone that exists already, where one is brought. */
    zone(args: { readonly domain: string; readonly id?: string }): Names;
    region(name: string): Target;
}

/** How each cloud's adapter is loaded: only those that the stack names ever are. */
const loaders: Partial<Record<Cloud, (config: Config, plan: Plan) => Adapter>> = {
    aws: ({ aws, service, store }, { watch }) =>
        (require("pulumi-meridian/aws") as typeof AwsAdapter).aws({
            service,
            ...aws!,
            retainDays: watch.logs.retainDays,
            ephemeral: store?.ephemeral ?? false,
        }),
    local: ({ local: args = {} }) => (require("pulumi-meridian/local") as typeof LocalAdapter).local(args),
};

/** The adapter of the stack's cloud: of a plan that can be built, all regions are on one that has an adapter. */
export function adapterFor(plan: Plan, config: Config): Adapter {
    const { cloud } = splitRef(plan.cells[0]!.cell.primary);
    return loaders[cloud]!(config, plan);
}
