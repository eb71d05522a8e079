import type { Kind, Making, Thing } from "../kind";
import { called, inLocation, inProject, last, refusing, text, underKey } from "./forms";
import { bare, numberOf } from "./where";

const guard = { property: "deletionProtection", while: true, otherwise: true };
const ofInstance = { instance: "gcp:sql/databaseInstance:DatabaseInstance" };

/** Databases of a server, and caches. */
export const data: Readonly<Record<string, Kind>> = {
    "gcp:sql/databaseInstance:DatabaseInstance": {
        id: ({ inputs }) => text(inputs.name),
        outputs: {
            connectionName: ({ account, id, region = "" }) => `${account}:${region}:${id}`,
            firstIpAddress: () => "34.0.0.2",
            privateIpAddress: () => "10.0.0.2",
            publicIpAddress: () => "34.0.0.2",
            selfLink: ({ account, id }) =>
                `https://sqladmin.googleapis.com/sql/v1beta4/projects/${account}/instances/${id}`,
            serviceAccountEmailAddress: ({ account, hex }) =>
                `p${numberOf(account)}-${hex(6)}@gcp-sa-cloud-sql.iam.gserviceaccount.com`,
        },
        required: ["databaseVersion"],
        fixed: ["name", "encryptionKeyName"],
        name: { property: "name", pattern: /^[a-z]([-a-z0-9]{0,96}[a-z0-9])?$/, auto: 255 },
        guard,
        refuses: refusing(
            withoutConnection(({ settings }) => (settings as Settings | undefined)?.ipConfiguration?.privateNetwork),
            underKey("gcp-sa-cloud-sql"),
        ),
    },
    "gcp:sql/database:Database": {
        global: true,
        id: ({ account, inputs }) =>
            `projects/${account}/instances/${text(inputs.instance)}/databases/${text(inputs.name)}`,
        outputs: {},
        required: ["instance"],
        fixed: ["name", "instance"],
        name: called(/^[^\s/]{1,64}$/),
        parents: ofInstance,
    },
    "gcp:sql/user:User": {
        global: true,
        id: ({ inputs }) => [inputs.name, inputs.host, inputs.instance].map(text).join("/"),
        outputs: { iamEmail: ({ inputs }) => text(inputs.name) },
        required: ["instance"],
        fixed: ["name", "host", "instance"],
        name: called(/^.{1,128}$/),
        parents: ofInstance,
    },
    "gcp:redis/instance:Instance": {
        id: inLocation("instances"),
        outputs: {
            host: () => "10.0.0.3",
            port: () => 6379,
            authString: ({ hex }) => hex(32),
            serverCaCerts: () => [],
            currentLocationId: ({ region = "" }) => `${region}-b`,
        },
        secret: ["authString"],
        required: ["memorySizeGb"],
        fixed: [
            "name",
            "alternativeLocationId",
            "authorizedNetwork",
            "connectMode",
            "customerManagedKey",
            "reservedIpRange",
            "tier",
            "transitEncryptionMode",
        ],
        name: called(/^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/),
        guard,
        refuses: refusing(
            withoutConnection(({ authorizedNetwork, connectMode }) =>
                connectMode === "PRIVATE_SERVICE_ACCESS" ? authorizedNetwork : undefined,
            ),
            underKey("cloud-redis"),
        ),
    },
    "gcp:pubsub/topic:Topic": {
        global: true,
        id: inProject("topics"),
        outputs: {},
        fixed: ["name", "tags"],
        name: called(/^(?!goog)[A-Za-z][\w.~+%-]{2,254}$/),
        refuses: underKey("gcp-sa-pubsub"),
    },
    "gcp:pubsub/subscription:Subscription": {
        global: true,
        id: inProject("subscriptions"),
        outputs: {},
        required: ["topic"],
        fixed: ["name", "topic", "enableMessageOrdering", "filter", "tags"],
        name: called(/^(?!goog)[A-Za-z][\w.~+%-]{2,254}$/),
        parents: { topic: "gcp:pubsub/topic:Topic" },
    },
};

interface Settings {
    readonly ipConfiguration?: { readonly privateNetwork?: string };
}

/** In a network of the program's own, Google's services are reached only once it is peered with theirs (cloud.google.com/vpc/docs/private-services-access). */
function withoutConnection(networkOf: (inputs: Making["inputs"]) => unknown): NonNullable<Kind["refuses"]> {
    return ({ inputs, things }) => {
        const id = bare(text(networkOf(inputs)));
        const isOwn = things.some(thing => thing.id === id && thing.outputs.selfLink !== undefined);
        const peers = ({ inputs, type }: Thing) =>
            type === "gcp:servicenetworking/connection:Connection" && bare(text(inputs.network)) === id;
        return !isOwn || things.some(peers) ? undefined : `${last(id)} is not connected with Google's services`;
    };
}
