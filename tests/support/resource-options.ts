import * as pulumi from "@pulumi/pulumi";

/** What a program asks of the engine for a resource beside its inputs, which no mock hears of. */
export interface RequestedOptions {
    readonly isRetained: boolean;
    /** Whether the engine refuses to delete it. */
    readonly isProtected: boolean;
    /** Whether the old one goes before another one takes its place. */
    readonly isDeletedFirst: boolean;
    /** Resources that it waits for because the program says so, as in `BucketPolicy trail`. Those of its inputs are not among them. */
    readonly after: readonly string[];
    readonly secretOutputs: readonly string[];
    /** Inputs that something else sets. */
    readonly ignored: readonly string[];
    /** Inputs whose change replaces it. */
    readonly replacing: readonly string[];
    /** How long the engine waits for it, where that is set. */
    readonly timeouts: pulumi.CustomTimeouts;
}

/** Notes the options of all resources below a component. */
export class ResourceOptions {
    private readonly noted = new Map<string, RequestedOptions>();

    /** To be given to the component. */
    readonly transformation: pulumi.ResourceTransformation = ({ name, opts, type }) => {
        const {
            additionalSecretOutputs,
            customTimeouts,
            deleteBeforeReplace,
            dependsOn,
            ignoreChanges,
            protect,
            replaceOnChanges,
            retainOnDelete,
        } = opts as pulumi.CustomResourceOptions;
        this.noted.set(keyOf(type, name), {
            isRetained: retainOnDelete === true,
            isProtected: protect === true,
            isDeletedFirst: deleteBeforeReplace === true,
            after: namesIn(dependsOn),
            secretOutputs: additionalSecretOutputs ?? [],
            ignored: ignoreChanges ?? [],
            replacing: replaceOnChanges ?? [],
            timeouts: customTimeouts ?? {},
        });
        return undefined;
    };

    /** Of a resource by the last part of its type, and its name. Throws where it is not below the component: then no option of that reaches it. */
    of(kind: string, name: string): RequestedOptions {
        const noted = this.noted.get(`${kind} ${name}`);
        if (noted === undefined) throw new Error(`${kind} ${name} has no parent in the component`);
        return noted;
    }
}

const keyOf = (type: string, name: string) => `${type.split(/[:/]/).at(-1)!} ${name}`;

/** Those that are there when the program asks; of what only an output names, none. */
function namesIn(dependsOn: unknown): string[] {
    if (Array.isArray(dependsOn)) return dependsOn.flatMap(namesIn);
    if (!pulumi.Resource.isInstance(dependsOn)) return [];
    const { __name, __pulumiType } = dependsOn as unknown as { __name: string; __pulumiType: string };
    return [keyOf(__pulumiType, __name)];
}
