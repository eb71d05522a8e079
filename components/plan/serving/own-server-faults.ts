import type { OwnServerFacts } from "../clouds/cloud";
import { cloudTable } from "../clouds/table";
import type { ServerConfig } from "../config/server";
import type { Fault } from "../faults";
import { type Cloud, cloudsOf, type RegionRef, splitRef } from "../places/catalogue";
import { referencesIn } from "./server-command";

/** What a server of one's own can be on this machine, but not in a cloud that runs it as a container. Each fault names one cloud. */
export function containerFaults(server: ServerConfig, regions: readonly RegionRef[], path: string): Fault[] {
    const faults = cloudsOf(regions).flatMap(cloud => {
        const facts = cloudTable[cloud].ownServers;
        return facts === undefined
            ? []
            : [
                  ...portFaults(server, cloud, facts, path),
                  ...protocolFaults(server, facts, path),
                  ...directoryFaults(server, cloud, path),
                  ...sizeFaults(server, facts, path),
                  ...imageFaults(
                      server,
                      regions.filter(ref => splitRef(ref).cloud === cloud),
                      facts,
                      path,
                  ),
              ];
    });
    return [...new Map(faults.map(fault => [fault.code, fault])).values()];
}

/** A socket of a volume would be as open to containers of the replica as loopback is, and most servers can't listen on one. */
function portFaults({ port }: ServerConfig, cloud: Cloud, { takenPorts }: OwnServerFacts, path: string): Fault[] {
    if (port === undefined) {
        return [
            {
                code: "server/port-missing",
                path: `${path}.port`,
                allowed: `a port on 127.0.0.1: containers on ${cloud} share no directory for a Unix socket`,
                remedy: "set port to the one that the server listens on, as $(PORT) of its command",
            },
        ];
    }
    return takenPorts.includes(port)
        ? [
              {
                  code: "server/port-taken",
                  path: `${path}.port`,
                  value: port,
                  allowed: `another port than ${takenPorts.join(", ")}: proxies beside the server listen there on ${cloud}`,
                  remedy: "set port to another one, as 8080",
              },
          ]
        : [];
}

function protocolFaults({ protocol }: ServerConfig, { protocols }: OwnServerFacts, path: string): Fault[] {
    return protocols === undefined || protocols.allowed.includes(protocol)
        ? []
        : [
              {
                  code: "server/protocol-unreachable",
                  path: `${path}.protocol`,
                  value: protocol,
                  allowed: `${protocols.allowed.join(", ")}: ${protocols.by}`,
                  remedy: "use one of them, or limit the model to cells elsewhere by models[].cells",
              },
          ];
}

function directoryFaults({ directory }: ServerConfig, cloud: Cloud, path: string): Fault[] {
    return directory === undefined
        ? []
        : [
              {
                  code: "server/directory-unused",
                  path: `${path}.directory`,
                  value: directory,
                  allowed: `nothing: on ${cloud} the server runs in the working directory of its image`,
                  remedy: "remove it, and put what the server needs into its image",
              },
          ];
}

/** Bytes of a container's definition that are left for all that a config does not write: the sidecar, images, logs. */
const besideBytes = 20 * 1024;
/** The longest that a reference to a variable stands for: a path of a release below its directory. */
const referenceBytes = 300;
/** The longest name of a secret, as the definition has it. */
const secretBytes = 512;

const encoder = new TextEncoder();

function sizeFaults(
    { command = [], env, secrets }: ServerConfig,
    { definition, mostBytes }: OwnServerFacts,
    path: string,
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
                  allowed: `${most} bytes of command, env and secrets together: ${definition} has no room for more`,
                  remedy: "put long values into a file of the image, and name that file",
              },
          ];
}

/** `placeFaults` reports an image that is missing. */
function imageFaults(
    { image }: ServerConfig,
    regions: readonly RegionRef[],
    { image: { by, form, pattern, remedy } }: OwnServerFacts,
    path: string,
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
                  allowed: `${form}: the registry of ${elsewhere}, ${by}`,
                  remedy,
              },
          ];
}
