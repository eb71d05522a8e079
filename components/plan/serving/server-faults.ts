import { isPlaceholder, noPlaceholder } from "../config/images";
import { type ServerConfig, serverVariables } from "../config/server";
import type { ModelConfig } from "../config/models";
import { pathOf } from "../config/paths";
import type { Fault } from "../faults";
import { type RegionRef, splitRef } from "../places/catalogue";
import { otherFormat } from "./archives";
import { containerFaults } from "./own-server-faults";
import { familyOf, protocols, readyPath, type Served, type ServerFeature, serverFeatures } from "./protocols";
import { referencesIn } from "./server-command";

type Model = Pick<ModelConfig, "name" | "releases" | "features" | "batching" | "shadow">;

/** What is wrong with servers of one's own of a model that runs in some regions. */
export function serverFaults(model: Model, regions: readonly RegionRef[], at: string): Fault[] {
    const own = Object.entries(model.releases).flatMap(([version, { server }]) =>
        server === undefined ? [] : [{ version, server, path: pathOf(["releases", version, "server"], at) }],
    );
    return [
        ...familyFaults(model, at),
        ...own.flatMap(({ version, server, path }) => [
            ...placeFaults(server, regions, path),
            ...containerFaults(server, regions, path),
            ...readyFaults(server, model.name, path),
            ...variableFaults(server, path),
            ...archiveFaults(server, model.releases[version]!.artifact, path),
            ...featureFaults(model, version, server, path),
        ]),
    ];
}

/** Shares and stickiness choose among releases that a client reaches by one path. */
function familyFaults({ releases }: Model, at: string): Fault[] {
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
                      allowed: `what release ${first!.version} speaks: ${first!.protocol ?? "the Open Inference Protocol"}`,
                      remedy: "give all releases of a model one protocol, or make two models of them",
                  },
              ],
    );
}

/** Over gRPC the same paths are reached by other calls: a server has one of the two. */
function formOf(release: Served): string {
    return release.server?.protocol === "oip-grpc" ? "gRPC" : familyOf(release);
}

/** This machine runs a command, a cloud an image that a registry has. */
function placeFaults({ command, image }: ServerConfig, regions: readonly RegionRef[], path: string): Fault[] {
    const clouds = [...new Set(regions.map(region => splitRef(region).cloud))];
    const elsewhere = clouds.filter(cloud => cloud !== "local");
    return [
        ...(command === undefined && clouds.includes("local")
            ? [
                  {
                      code: "server/command-missing" as const,
                      path: `${path}.command`,
                      allowed: "a program and its arguments: what this machine runs",
                      remedy: "set command, or leave the regions of this machine",
                  },
              ]
            : []),
        ...(image === undefined && elsewhere.length > 0
            ? [
                  {
                      code: "server/image-missing" as const,
                      path: `${path}.image`,
                      allowed: `an image by its digest: what ${elsewhere.join(", ")} runs`,
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
                      allowed: `<registry>/<repository>@sha256:<64 hexadecimal digits>, ${noPlaceholder}`,
                      remedy: "write what `crane digest <image>` prints",
                  },
              ]
            : []),
    ];
}

function readyFaults({ protocol, ready }: ServerConfig, model: string, path: string): Fault[] {
    if (protocol === "http" && ready === undefined) {
        return [
            {
                code: "server/ready-missing",
                path: `${path}.ready`,
                allowed: "a path that answers 200 once the server can infer",
                remedy: "set ready, as in /healthz: this protocol defines none",
            },
        ];
    }
    return protocol === "oip-grpc" && ready !== undefined
        ? [
              {
                  code: "server/ready-unused",
                  path: `${path}.ready`,
                  value: ready,
                  allowed: "nothing: over gRPC the call ModelReady is made",
                  remedy: `remove it, or set protocol to oip-http, whose default is ${readyPath("oip-http", model)!}`,
              },
          ]
        : [];
}

/** Only the content says what a file is, and it is not here; but a name that says something else is a mistake. */
function archiveFaults({ unpack }: ServerConfig, artifact: string, path: string): Fault[] {
    const other = unpack === undefined ? undefined : otherFormat(artifact);
    return other === undefined
        ? []
        : [
              {
                  code: "server/unpack-other",
                  path: `${path}.unpack`,
                  value: unpack,
                  allowed: `an artifact that is an archive of tar, also compressed with gzip; by its name this one is ${other}`,
                  remedy: "remove unpack, or name an archive, as `npx meridian pack` makes one",
              },
          ];
}

/** Names that meridian sets itself, or that stand in both lists; and references to variables that there are none of. */
function variableFaults({ command = [], env, secrets, port }: ServerConfig, path: string): Fault[] {
    const set = serverVariables.filter(name =>
        port === undefined ? name !== "PORT" && name !== "HOST" : name !== "SOCKET",
    );
    const all = [...set, ...Object.keys(env)];
    // Of variables themselves no order is to matter.
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
                          allowed: `names other than ${serverVariables.join(", ")}, each in one list`,
                          remedy: isOurs(name!) ? "remove it: it is set for each release" : "remove it from env",
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
                    allowed: names.map(name => `$(${name})`).join(", "),
                    remedy: Object.hasOwn(secrets, name)
                        ? "have the program read a secret from its environment: a command line can be read by others"
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

/** What a config says of a model or a release and no server of that protocol does. */
function featureFaults(
    { features, batching, shadow, releases }: Model,
    version: string,
    { protocol }: ServerConfig,
    path: string,
): Fault[] {
    const { baseline, signature } = releases[version]!;
    const wanted: Partial<Record<ServerFeature, unknown>> = { features, batching, shadow, baseline, signature };
    return (Object.keys(wanted) as ServerFeature[]).flatMap(feature =>
        wanted[feature] === undefined ? [] : lacking(feature, protocol, path),
    );
}

/** The same of samples, which a stack keeps of all models or of none. */
export function serverSampleFaults(models: readonly Model[], samples: unknown): Fault[] {
    return samples === undefined
        ? []
        : models.flatMap(({ releases }, i) =>
              Object.entries(releases).flatMap(([version, { server }]) =>
                  server === undefined
                      ? []
                      : lacking("samples", server.protocol, pathOf(["releases", version, "server"], `models[${i}]`)),
              ),
          );
}

function lacking(feature: ServerFeature, protocol: ServerConfig["protocol"], path: string): Fault[] {
    const { has, title } = protocols[protocol];
    if (has.includes(feature)) return [];
    const able = Object.entries(protocols).flatMap(([name, facts]) => (facts.has.includes(feature) ? [name] : []));
    return [
        {
            code: "server/lacking",
            path: `${path}.protocol`,
            value: protocol,
            allowed: `${serverFeatures[feature]}: with ${["the built-in server", ...able].join(", ")}`,
            remedy: `remove ${feature}, which no server of one's own has over ${title}`,
        },
    ];
}
