import { isPlaceholder } from "../config/images";
import { type ServerConfig, serverVariables } from "../config/server";
import type { ModelConfig } from "../config/models";
import { pathOf } from "../config/paths";
import { type Fault, quoted } from "../faults";
import { type RegionRef, splitRef } from "../places/catalogue";
import { otherFormat } from "./archives";
import { containerFaults, type OwnServer } from "./own-server-faults";
import { familyOf, protocols, readyPath, type Served, type ServerFeature, serverFeatures } from "./protocols";
import { referencesIn } from "./server-command";

type Model = Pick<ModelConfig, "name" | "releases" | "features" | "batching" | "shadow">;

/** What is wrong with custom servers of a model that runs in some regions. */
export function serverFaults(model: Model, regions: readonly RegionRef[], at: string): Fault[] {
    const own = serversOf(model, at);
    return [
        ...familyFaults(model, at),
        ...own.flatMap(server => [
            ...placeFaults(server, regions),
            ...containerFaults(server, regions),
            ...readyFaults(server, model.name),
            ...variableFaults(server),
            ...archiveFaults(server, model),
            ...featureFaults(server, model),
        ]),
    ];
}

interface Own extends OwnServer {
    readonly version: string;
}

/** The custom servers of a model. */
function serversOf({ name, releases }: Model, at: string): Own[] {
    return Object.entries(releases).flatMap(([version, { server }]) =>
        server === undefined
            ? []
            : [
                  {
                      version,
                      server,
                      path: pathOf(["releases", version, "server"], at),
                      title: `the server of release ${quoted(version)} of model ${quoted(name)}`,
                  },
              ],
    );
}

/** Traffic and stickiness choose among releases that a client reaches by one path. */
function familyFaults({ name, releases }: Model, at: string): Fault[] {
    const [first, ...others] = Object.entries(releases).map(([version, release]) => ({
        version,
        form: formOf(release),
        protocol: release.server?.protocol,
    }));
    return others.flatMap(({ version, form, protocol }): Fault[] =>
        form === first!.form
            ? []
            : [
                  {
                      code: "server/other-protocol",
                      path: pathOf(["releases", version, "server"], at),
                      value: protocol ?? "the built-in server",
                      problem: `release ${quoted(version)} of model ${quoted(name)} uses ${spoken(protocol)}, but release ${quoted(first!.version)} uses ${spoken(first!.protocol)}, expected one protocol`,
                      remedy: "use one protocol for all releases of the model, or split it into two models",
                  },
              ],
    );
}

function spoken(protocol: ServerConfig["protocol"] | undefined): string {
    return protocol === undefined
        ? "the built-in server with the Open Inference Protocol"
        : `protocol ${quoted(protocol)}`;
}

/** Over gRPC the same paths are reached by other calls: a server has one of the two. */
function formOf(release: Served): string {
    return release.server?.protocol === "oip-grpc" ? "gRPC" : familyOf(release);
}

/** This machine runs a command, a cloud an image from a registry. */
function placeFaults({ path, server: { command, image }, title }: Own, regions: readonly RegionRef[]): Fault[] {
    const clouds = [...new Set(regions.map(region => splitRef(region).cloud))];
    const elsewhere = clouds.filter(cloud => cloud !== "local");
    return [
        ...(command === undefined && clouds.includes("local")
            ? [
                  {
                      code: "server/command-missing" as const,
                      path: `${path}.command`,
                      problem: `${title} has no command, expected a program with its arguments for the regions of local`,
                      remedy: "set command, or remove the regions of local",
                  },
              ]
            : []),
        ...(image === undefined && elsewhere.length > 0
            ? [
                  {
                      code: "server/image-missing" as const,
                      path: `${path}.image`,
                      problem: `${title} has no image, expected one by its digest for the regions of ${elsewhere.join(", ")}`,
                      remedy: "set image to <registry>/<repository>@sha256:<digest>",
                  },
              ]
            : []),
        ...(image !== undefined && isPlaceholder(image)
            ? [
                  {
                      code: "server/image-placeholder" as const,
                      path: `${path}.image`,
                      value: image,
                      problem: `image ${quoted(image)} of ${title} has a placeholder as its digest, expected the digest that its registry reports`,
                      remedy: "replace the digest with the output of `crane digest <image>`",
                  },
              ]
            : []),
    ];
}

function readyFaults({ path, server: { protocol, ready }, title }: Own, model: string): Fault[] {
    if (protocol === "http" && ready === undefined) {
        return [
            {
                code: "server/ready-missing",
                path: `${path}.ready`,
                problem: `${title} uses protocol "http" without ready, expected a path that answers 200 once the server can infer`,
                remedy: "set ready, as in /healthz",
            },
        ];
    }
    return protocol === "oip-grpc" && ready !== undefined
        ? [
              {
                  code: "server/ready-unused",
                  path: `${path}.ready`,
                  value: ready,
                  problem: `ready ${quoted(ready)} of ${title} has no effect, since over gRPC readiness is checked by the call ModelReady`,
                  remedy: `remove ready, or set protocol to oip-http, whose default is ${readyPath("oip-http", model)!}`,
              },
          ]
        : [];
}

/** Only the content proves the format of a file, and it is not available here; but a name with another format is a mistake. */
function archiveFaults({ path, server: { unpack }, version }: Own, { name, releases }: Model): Fault[] {
    const other = unpack === undefined ? undefined : otherFormat(releases[version]!.artifact);
    return other === undefined
        ? []
        : [
              {
                  code: "server/unpack-other",
                  path: `${path}.unpack`,
                  value: unpack,
                  problem: `the artifact of release ${quoted(version)} of model ${quoted(name)} is ${other} by its name, expected a tar archive for unpack ${quoted(unpack)}`,
                  remedy: "remove unpack, or name an archive that `npx meridian pack` has written",
              },
          ];
}

/** Names that meridian sets itself, or that are in both lists; and references to variables that are not available. */
function variableFaults({ path, server, title }: Own): Fault[] {
    const { command = [], env, secrets, port } = server;
    const set = serverVariables.filter(name =>
        port === undefined ? name !== "PORT" && name !== "HOST" : name !== "SOCKET",
    );
    const all = [...set, ...Object.keys(env)];
    // Values of `env` do not refer to each other, so that their order does not matter.
    const texts = [
        ...command.map((text, i) => ({ text, names: all, path: `${path}.command[${i}]` })),
        ...Object.entries(env).map(([name, text]) => ({ text, names: set, path: pathOf(["env", name], path) })),
    ];
    const isOurs = (name: string) => (serverVariables as readonly string[]).includes(name);
    return [
        ...[
            ...Object.keys(env).map(name => ["env", name]),
            ...Object.keys(secrets).map(name => ["secrets", name]),
        ].flatMap(([list, name]): Fault[] =>
            isOurs(name!) || (list === "secrets" && Object.hasOwn(env, name!))
                ? [
                      {
                          code: "server/variable-taken",
                          path: pathOf([list!, name!], path),
                          value: name,
                          problem: isOurs(name!)
                              ? `variable ${quoted(name)} of ${title} is reserved, since meridian sets it for each release`
                              : `variable ${quoted(name)} of ${title} is both in env and in secrets`,
                          remedy: isOurs(name!) ? "rename or remove the variable" : "remove it from env",
                      },
                  ]
                : [],
        ),
        ...texts.flatMap(({ names, text, path }) =>
            referencesIn(text)
                .filter(name => !names.includes(name))
                .map((name): Fault => ({
                    code: "server/unknown-variable",
                    path,
                    value: `$(${name})`,
                    problem: Object.hasOwn(secrets, name)
                        ? `$(${name}) of ${title} refers to a secret, but command and env can't contain secrets`
                        : `$(${name}) of ${title} refers to a variable that is not available here`,
                    allowed: names.map(name => `$(${name})`),
                    remedy: Object.hasOwn(secrets, name)
                        ? "remove the reference, and have the program read the secret from its environment"
                        : unknownRemedy(name, port),
                })),
        ),
    ];
}

function unknownRemedy(name: string, port: number | undefined): string {
    if (name === "SOCKET" && port !== undefined) return "remove port for a server that listens on a Unix socket";
    return (name === "PORT" || name === "HOST") && port === undefined
        ? "set port for a server that listens on one"
        : `name a variable, or write $$(${name}) for the text itself`;
}

/** Features of a model or a release that servers of that protocol do not support. */
function featureFaults(own: Own, { features, batching, shadow, releases }: Model): Fault[] {
    const { baseline, signature } = releases[own.version]!;
    const wanted: Partial<Record<ServerFeature, unknown>> = { features, batching, shadow, baseline, signature };
    return (Object.keys(wanted) as ServerFeature[]).flatMap(feature =>
        wanted[feature] === undefined ? [] : unsupported(feature, own, feature),
    );
}

/** The same of samples, which a stack stores of all models or of none. */
export function serverSampleFaults(models: readonly Model[], samples: unknown): Fault[] {
    return samples === undefined
        ? []
        : models.flatMap((model, i) =>
              serversOf(model, `models[${i}]`).flatMap(own => unsupported("samples", own, "observability.samples")),
          );
}

function unsupported(feature: ServerFeature, { path, server: { protocol }, title }: Own, key: string): Fault[] {
    if (protocols[protocol].has.includes(feature)) return [];
    const able = Object.entries(protocols).flatMap(([name, facts]) => (facts.has.includes(feature) ? [name] : []));
    const other = able.length === 0 ? "" : "use an allowed protocol, ";
    return [
        {
            code: "server/lacking",
            path: `${path}.protocol`,
            value: protocol,
            problem: `protocol ${quoted(protocol)} of ${title} does not support ${serverFeatures[feature]}`,
            allowed: able,
            remedy: `remove ${key}, ${other}or use the built-in server`,
        },
    ];
}
