import { type PackConfig, readConfig } from "./config";
import { type Judgement, judgeStack } from "./judge";
import { Properties } from "./properties";
import type { Resource } from "./resource";

/** A resource as `pulumi stack export` writes it. */
export interface Exported {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, unknown>>;
    /** URN and id of its provider. */
    readonly provider?: string;
    /** None: a cloud makes it. Else it is a component. */
    readonly custom?: boolean;
    readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>> | null;
    /** It is to be deleted still: another has taken its place. */
    readonly delete?: boolean;
    /** It is deleted already, and to be recreated. */
    readonly pendingReplacement?: boolean;
}

/** The resources of an exported state. What is secret there, and was not opened by the export, is read as not known. */
export function resourcesOf(exported: readonly Exported[]): Resource[] {
    const providers = new Map(
        exported.map(({ id = "", inputs, outputs, urn }) => [`${urn}::${id}`, { ...inputs, ...outputs }]),
    );
    return exported
        .filter(each => each.delete !== true && each.pendingReplacement !== true)
        .map(({ custom, id, inputs, outputs, propertyDependencies, provider = "", type, urn }) => {
            const ofProvider = providers.get(provider);
            return {
                urn,
                type,
                name: urn.split("::").slice(3).join("::"),
                properties: new Properties({ ...inputs, ...outputs, ...(id !== undefined && { id }) }),
                ...(custom === false && { isComponent: true }),
                ...(ofProvider && { provider: new Properties(ofProvider) }),
                comesFrom: Object.fromEntries(
                    Object.entries(propertyDependencies ?? {}).map(([property, urns]) => [property, urns ?? []]),
                ),
            };
        });
}

/**
 * What the pack says of a stack that was exported (`pulumi stack export`), without an engine. `config` is the pack's, with the
 * stack's own cells and places in it. Throws where the state, or the config, can't be read.
 */
export function judgeState(state: unknown, config: PackConfig = {}, today = new Date()): Judgement {
    const { deployment } = (state ?? {}) as {
        readonly deployment?: { readonly resources?: readonly Exported[] | null } | null;
    };
    if (typeof deployment !== "object" || deployment === null)
        throw new Error("not an exported state: it has no deployment");
    const resources = deployment.resources ?? [];
    if (
        !Array.isArray(resources) ||
        !resources.every((each: Exported | null) => typeof each?.type === "string" && typeof each.urn === "string")
    ) {
        throw new Error("not an exported state: its resources are not a list of objects with a URN and a type");
    }
    return judgeStack(resourcesOf(resources as readonly Exported[]), readConfig(config), today);
}
