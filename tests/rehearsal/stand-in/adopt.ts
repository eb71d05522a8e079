import { behaviourOf, kindOf } from "./behaviours";
import type { Cloud } from "./cloud";

import { kept } from "./operations";
import { type Properties, withMarks } from "./values";

/** A resource of an exported state. */
export interface Recorded {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly inputs?: Properties;
    readonly outputs?: Properties;
    /** URN and id of its provider. */
    readonly provider?: string;
    /** URNs of what it has been created after, and is deleted before. */
    readonly dependencies?: readonly string[];
    readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
    readonly parent?: string;
}

/** Has clouds have what a state says that there is. */
export function adopt(cloud: Cloud, resources: readonly Recorded[]): void {
    const homes = new Map(
        resources
            .filter(({ type }) => type.startsWith("pulumi:providers:"))
            .map(({ id, inputs = {}, type, urn }) => [
                `${urn}::${id ?? ""}`,
                behaviourOf(type.slice("pulumi:providers:".length)).homeOf(inputs),
            ]),
    );
    for (const { id, type, inputs = {}, outputs = {}, provider = "" } of resources) {
        if (id === undefined || type.startsWith("pulumi:")) continue;
        const { homeOf, whereOf } = behaviourOf(type);
        const where = whereOf(kindOf(type), inputs, homes.get(provider) ?? homeOf({}), () => cloud.all());
        const [asked, reported] = [inputs, outputs].map(each => kept(withMarks(each) as Properties));
        cloud.put({ type, id, ...where, inputs: asked!, outputs: reported! });
    }
}
