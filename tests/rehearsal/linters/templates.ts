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

/** Templates of the resources of stacks, one for each region of a stack, and whose they are: names have letters and digits only. */
export function templatesOf(stacks: readonly (readonly Requested[])[]): {
    readonly templates: readonly Template[];
    readonly requestedAs: ReadonlyMap<string, Requested>;
} {
    const requestedAs = new Map<string, Requested>();
    const templates = stacks.flatMap(requested => {
        const regions = new Map<string, Record<string, TemplateResource>>();
        for (const each of requested) {
            const { inputs, region = regionOfGlobal, type } = each;
            for (const counterpart of [counterparts[type] ?? []].flat()) {
                const { only } = counterpart;
                if (only !== undefined && [inputs[only] ?? []].flat().length === 0) continue;
                const name = `Resource${requestedAs.size}`;
                const resources = regions.get(region) ?? {};
                resources[name] = { Type: counterpart.type, Properties: propertiesOf(inputs, counterpart) };
                regions.set(region, resources);
                requestedAs.set(name, each);
            }
        }
        return [...regions].map(([region, resources]) => ({ region, resources }));
    });
    return { templates, requestedAs };
}
