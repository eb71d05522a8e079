import type { OwnServerFacts } from "../clouds/cloud";
import { cloudTable } from "../clouds/table";
import type { ServerConfig } from "../config/server";
import { type Fault, quoted } from "../faults";
import { type Cloud, cloudsOf, type RegionRef, splitRef } from "../places/catalogue";
import { referencesIn } from "./server-command";

/** A custom server, and where in the config it is. */
export interface OwnServer {
    readonly server: ServerConfig;
    readonly path: string;
    /** What faults call it, as in `the server of release "1.0.0" of model "screening"`. */
    readonly title: string;
}

/** What a custom server may be on this machine, but not in a cloud that runs it as a container. Each fault names one cloud. */
export function containerFaults(own: OwnServer, regions: readonly RegionRef[]): Fault[] {
    const faults = cloudsOf(regions).flatMap(cloud => {
        const facts = cloudTable[cloud].ownServers;
        return facts === undefined
            ? []
            : [
                  ...portFaults(own, cloud, facts),
                  ...protocolFaults(own, facts),
                  ...directoryFaults(own, cloud),
                  ...sizeFaults(own, facts),
                  ...imageFaults(
                      own,
                      regions.filter(ref => splitRef(ref).cloud === cloud),
                      facts,
                  ),
              ];
    });
    return [...new Map(faults.map(fault => [fault.code, fault])).values()];
}

/** A socket of a volume would be as open to containers of the replica as loopback is, and most servers can't listen on one. */
function portFaults(
    { path, server: { port }, title }: OwnServer,
    cloud: Cloud,
    { takenPorts }: OwnServerFacts,
): Fault[] {
    if (port === undefined) {
        return [
            {
                code: "server/port-missing",
                path: `${path}.port`,
                problem: `${title} has no port, expected one on 127.0.0.1 because containers on ${cloud} share no directory for a Unix socket`,
                remedy: "set port to the port that the server listens on, to which $(PORT) in its command refers",
            },
        ];
    }
    return takenPorts.includes(port)
        ? [
              {
                  code: "server/port-taken",
                  path: `${path}.port`,
                  value: port,
                  problem: `port ${port} of ${title} is taken by a proxy on ${cloud}, expected a port other than ${takenPorts.join(", ")}`,
                  remedy: "set port to another port, such as 8080",
              },
          ]
        : [];
}

function protocolFaults({ path, server: { protocol }, title }: OwnServer, { protocols }: OwnServerFacts): Fault[] {
    return protocols === undefined || protocols.allowed.includes(protocol)
        ? []
        : [
              {
                  code: "server/protocol-unreachable",
                  path: `${path}.protocol`,
                  value: protocol,
                  problem: `protocol ${quoted(protocol)} of ${title} is not ${protocols.by}`,
                  allowed: protocols.allowed,
                  remedy: "use an allowed protocol, or limit the model to cells on other clouds by models[].cells",
              },
          ];
}

function directoryFaults({ path, server: { directory }, title }: OwnServer, cloud: Cloud): Fault[] {
    return directory === undefined
        ? []
        : [
              {
                  code: "server/directory-unused",
                  path: `${path}.directory`,
                  value: directory,
                  problem: `directory ${quoted(directory)} of ${title} has no effect on ${cloud}, where the server runs in the working directory of its image`,
                  remedy: "remove directory, and put the files that the server needs into its image",
              },
          ];
}

/** Bytes of a container's definition that are left for everything that a config does not contain: the sidecar, images, logs. */
const besideBytes = 20 * 1024;
/** The longest that a reference to a variable stands for: a path of a release below its directory. */
const referenceBytes = 300;
/** The longest name of a secret, as the definition has it. */
const secretBytes = 512;

const encoder = new TextEncoder();

function sizeFaults(
    { path, server: { command = [], env, secrets }, title }: OwnServer,
    { definition, mostBytes }: OwnServerFacts,
): Fault[] {
    const texts = [...command, ...Object.values(env)];
    const references = texts.flatMap(referencesIn).length;
    const named = Object.entries(env).map(([name, value]) => ({ name, value }));
    const bytes =
        encoder.encode(JSON.stringify([command, named])).length +
        references * referenceBytes +
        Object.keys(secrets).length * secretBytes;
    const most = mostBytes - besideBytes;
    return bytes <= most
        ? []
        : [
              {
                  code: "server/too-large",
                  path: `${path}.${Object.keys(env).length === 0 ? "command" : "env"}`,
                  value: bytes,
                  problem: `command, env and secrets of ${title} have ${bytes} bytes, expected at most ${most} in ${definition}`,
                  remedy: "put long values into a file of the image, and name that file",
              },
          ];
}

/** `placeFaults` reports an image that is missing. */
function imageFaults(
    { path, server: { image }, title }: OwnServer,
    regions: readonly RegionRef[],
    { image: { by, form, pattern, remedy } }: OwnServerFacts,
): Fault[] {
    const elsewhere = regions.find(ref => {
        const { name } = splitRef(ref);
        return !new RegExp(pattern.replace("{region}", name)).test(image?.replaceAll("{region}", name) ?? "");
    });
    return image === undefined || elsewhere === undefined
        ? []
        : [
              {
                  code: "server/image-elsewhere",
                  path: `${path}.image`,
                  value: image,
                  problem: `image ${quoted(image)} of ${title} is not in the registry of ${elsewhere}, ${by}, expected ${form}`,
                  remedy,
              },
          ];
}
