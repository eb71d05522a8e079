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
            images: {} as AwsAdapter.AwsImages,
            ...aws,
            retainDays: watch.logs.retainDays,
            ephemeral: store?.ephemeral ?? false,
        }),
    local: ({ local: args = {} }) => (require("pulumi-meridian/local") as typeof LocalAdapter).local(args),
};

/** The adapter of the stack's cloud. */
export function adapterFor(plan: Plan, config: Config): Adapter {
    const { cells } = plan;
    const clouds = [...new Set(cells.flatMap(({ cell }) => cell.regions.map(region => splitRef(region).cloud)))];
    const [load, ...others] = clouds.flatMap(cloud => loaders[cloud] ?? []);
    if (load === undefined || others.length > 0 || clouds.length > 1) {
        throw new Error(
            `a stack is built on one of ${Object.keys(loaders).join(", ")}, not on ${clouds.join(" and ")}`,
        );
    }
    return load(config, plan);
}
