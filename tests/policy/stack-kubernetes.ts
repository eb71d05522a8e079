import * as pulumi from "@pulumi/pulumi";

import { Service, type ServiceConfig } from "../../components";
import { kubernetes } from "../../components/adapters/kubernetes";
import { type Exported } from "../../policy/state";
import { kubernetesUnderTest, setStoreKey } from "../contract/adapters/kubernetes";
import { type Inputs, settled } from "../support/mocked-engine";
import { repositoryConfig, repositoryLock } from "../support/repository-stack";

/** The config of the stack `kubernetes`. */
export const config = repositoryConfig("kubernetes");

/** What the engine puts in place of a value that it doesn't know before the update. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const urnOf = (type: string, name: string) => `urn:pulumi:kubernetes::meridian::${type}::${name}`;

/** A resource in a cluster, by a provider of `clusterOf`. */
export function inCluster(cluster: string, type: string, name: string, inputs: Inputs): Exported {
    const said = { ...inputs, metadata: { name, ...(inputs.metadata as Inputs | undefined) } };
    return {
        urn: urnOf(`kubernetes:${type}`, name),
        type: `kubernetes:${type}`,
        id: name,
        inputs: said,
        outputs: said,
        provider: `${urnOf(providerType, cluster)}::id`,
        propertyDependencies: Object.fromEntries(Object.keys(said).map(property => [property, []])),
    };
}

const providerType = "pulumi:providers:kubernetes";

/** A provider of a cluster: `region` is what it calls that. */
export const clusterOf = (name: string, region?: string): Exported => ({
    urn: urnOf(providerType, name),
    type: providerType,
    id: "id",
    inputs: { context: name, ...(region !== undefined && { clusterIdentifier: region }) },
});

/** What the SDK sends to an engine for a resource. */
interface Request {
    getType(): string;
    getName(): string;
    getCustom(): boolean;
    getProvider(): string;
    getParent(): string;
    getObject(): { toJavaScript(): Inputs };
    getPropertydependenciesMap(): { forEach(each: (of: { getUrnsList(): string[] }, property: string) => void): void };
}

interface Monitor {
    newUrn(parent: string, type: string, name: string): string;
    registerResource: (request: Request, ...rest: unknown[]) => unknown;
}

interface Update {
    readonly isPreview: boolean;
    /** What its config has instead. */
    readonly change?: Partial<ServiceConfig>;
}

/**
 * The resources of the stack `kubernetes`: as an update leaves them, or as a first preview has them, in which no property of another resource is
 * known. The program runs in this process, without an engine.
 */
export async function madeByStack({ isPreview, change = {} }: Update): Promise<Exported[]> {
    const made: Exported[] = [];
    const foundBy = (type: string, name: string, inputs: Inputs) => kubernetesUnderTest.outputs({ type, name, inputs });
    await pulumi.runtime.setMocks(
        {
            call: ({ token }) => {
                throw new Error(`${token} is called, which no provider answers here`);
            },
            newResource: ({ custom = false, inputs, name, type }) => {
                if (isPreview) return { id: undefined, state: {} };
                const found = custom ? foundBy(type, name, inputs as Inputs) : {};
                return { id: name, state: { ...(inputs as Inputs), ...found } };
            },
        },
        "meridian",
        "kubernetes",
        isPreview,
    );
    const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
    const register = monitor.registerResource.bind(monitor);
    const providers = new Map<string, string>();
    monitor.registerResource = (request, ...rest) => {
        const [type, name, custom] = [request.getType(), request.getName(), request.getCustom()];
        const inputs = request.getObject().toJavaScript();
        const urn = monitor.newUrn(request.getParent(), type, name);
        const propertyDependencies: Record<string, readonly string[]> = {};
        request.getPropertydependenciesMap().forEach((of, property) => {
            propertyDependencies[property] = of.getUrnsList();
        });
        const found = custom && !isPreview ? foundBy(type, name, inputs) : {};
        const id = isPreview ? unknown : name;
        if (type === providerType) providers.set(urn, `${urn}::${id}`);
        // A reference to a provider ends with its id, which a preview does not know.
        const provider = providers.get(request.getProvider().replace(/::[^:]*$/, ""));
        made.push({
            ...{ urn, type, id, custom, inputs, propertyDependencies },
            outputs: { ...inputs, ...found },
            ...(provider !== undefined && { provider }),
        });
        return register(request, ...rest);
    };
    setStoreKey();
    new Service(
        "screening",
        { ...(config as unknown as ServiceConfig), ...change },
        { clouds: [kubernetes()], lock: repositoryLock() },
    );
    await settled();
    return made;
}
