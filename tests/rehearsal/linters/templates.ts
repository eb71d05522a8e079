import { counterparts } from "./counterparts";
import { propertiesOf } from "./properties";
import type { Requested } from "./requested";

/** A resource as CloudFormation would create it. */
export interface TemplateResource {
    readonly Type: string;
    readonly Properties: object;
}

/** What is checked by the schemas of one region. */
export interface Template {
    readonly region: string;
    readonly resources: Readonly<Record<string, TemplateResource>>;
}

/** Those of resources that belong to no region, as IAM's: `us-east-1` has them all. */
const regionOfGlobal = "us-east-1";

/**
 * Templates of the resources of stacks, one for each region of a stack, and whose they are: names have letters and digits only. Of
 * resources that differ in what is made at random only, the first is in one.
 */
export function templatesOf(stacks: readonly (readonly Requested[])[]): {
    readonly templates: readonly Template[];
    readonly requestedAs: ReadonlyMap<string, Requested>;
} {
    const requestedAs = new Map<string, Requested>();
    const known = new Set<string>();
    const templates = stacks.flatMap(requested => {
        const regions = new Map<string, Record<string, TemplateResource>>();
        for (const each of requested) {
            const region = each.region ?? regionOfGlobal;
            const resources = regions.get(region) ?? {};
            regions.set(region, resources);
            for (const resource of resourcesOf(each)) {
                const alike = JSON.stringify([region, resource]).replace(/[0-9a-f]{7,}/g, made =>
                    "0".repeat(made.length),
                );
                if (known.has(alike)) continue;
                known.add(alike);
                const name = `Resource${requestedAs.size}`;
                resources[name] = resource;
                requestedAs.set(name, each);
            }
        }
        return [...regions].map(([region, resources]) => ({ region, resources }));
    });
    return { templates: templates.filter(({ resources }) => Object.keys(resources).length > 0), requestedAs };
}

function resourcesOf({ inputs, type }: Requested): TemplateResource[] {
    return [counterparts[type] ?? []]
        .flat()
        .filter(({ only }) => only === undefined || [inputs[only] ?? []].flat().length > 0)
        .map(counterpart => ({ Type: counterpart.type, Properties: propertiesOf(inputs, counterpart) }));
}
