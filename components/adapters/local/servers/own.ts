import path from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { healthPaths } from "../../../gate/health/health";
import { sidecarConfiguration } from "../../../gate/sidecar/sidecar";
import { releaseKey } from "../../../plan/clouds/physical-names";
import { pathOf } from "../../../plan/config/paths";
import type { ServerConfig } from "../../../plan/config/server";
import { type Fault, quoted } from "../../../plan/faults";
import { protocols } from "../../../plan/serving/protocols";
import { type ModelPlan, type ReleasePlan, runningReleases, type ServingPlan } from "../../../plan/serving/serving";
import { ownNetworkFault } from "../../../../tools/own-network";
import { serverSecrets } from "../../shared/server-secrets";
import type { LocalLandingZone } from "../landing-zone";
import { directories } from "../directories";
import { envoyArguments } from "../envoy-arguments";
import { ownNetwork } from "../launcher/arguments";
import { type Launch, socketsIn } from "../launcher/launch";
import { EnvoyFiles, File, Port, Process } from "../resources";
import { type Links, releaseFile, type Server, serverKey, servingProgram } from "./server";

/** A release with a server of the user's own. */
type OwnRelease = ReleasePlan & { readonly server: ServerConfig };

/**
 * A server of the user's own: a launcher that runs it where nothing else reaches it, and an Envoy that ends mutual TLS before it.
 */
export function makeOwn(
    name: string,
    plan: ServingPlan,
    model: ModelPlan,
    release: OwnRelease,
    { landing, store }: Links,
    opts: pulumi.CustomResourceOptions,
): Server {
    const { root } = landing.names;
    const key = serverKey(model.name, release);
    const program = servingProgram(name, key);
    const place = directories.ownServer(name, key);
    const log = `${directories.serving(landing.cell, plan.region, name)}/logs/${key}.log`;
    const { artifact, artifacts } = releaseFile(name, plan.region, model, release, { landing, store }, opts);
    const port = new Port(`${program}-port`, { root, holder: `${key}.${name}.${landing.serverName}` }, opts);
    const process = makeLauncher(program, { root, place, log, file: artifact.file }, model, release, opts);
    const sidecar = makeSidecar(program, plan, { model, release, landing, port, place, log }, process, opts);
    return {
        key,
        node: releaseKey(model.name, release.version),
        port,
        transport: protocols[release.server.protocol].transport,
        process,
        processes: [process, sidecar],
        observed: {
            job: "model-server",
            instance: key,
            serverName: landing.serverName,
            log,
            process,
            artifact: artifact.file,
        },
        artifacts,
    };
}

/** Servers with a port on a machine that gives them no network of their own: any user of it could reach them. */
export function ownNetworkFaults({ models }: ServingPlan, unsupported = ownNetworkFault): Fault[] {
    const ports = models.flatMap(model =>
        runningReleases(model).flatMap(({ server, version }) =>
            server?.port === undefined
                ? []
                : [
                      {
                          port: server.port,
                          path: pathOf([model.name, "releases", version, "server", "port"], "models"),
                          release: `release ${quoted(version)} of model ${quoted(model.name)}`,
                      },
                  ],
        ),
    );
    const why = ports.length === 0 ? undefined : unsupported();
    return why === undefined
        ? []
        : ports.map(({ path, port, release }) => ({
              code: "server/no-own-network",
              path,
              value: port,
              problem: `the server of ${release} listens on port ${port}, but this machine can't isolate its network (${why}), expected a Unix socket`,
              remedy: "remove port, and have the server listen on the Unix socket $(SOCKET)",
          }));
}

interface Place {
    readonly root: string;
    readonly place: string;
    readonly log: string;
    readonly file: pulumi.Output<string>;
}

/** It counts as made once the server can infer. */
function makeLauncher(
    program: string,
    { root, place, log, file }: Place,
    model: ModelPlan,
    release: OwnRelease,
    opts: pulumi.CustomResourceOptions,
): Process {
    const { command, directory, env, modelPath, port, protocol, ready, secrets, startSeconds, unpack } = release.server;
    const held = Object.keys(secrets).length === 0 ? undefined : `${place}/secrets.json`;
    const content = file.apply(file =>
        JSON.stringify({
            model: model.name,
            version: release.version,
            digest: release.digest,
            file,
            command: [...command!],
            // From the runtime directory, where the launcher runs.
            ...(directory !== undefined && { directory: path.posix.join(path.posix.relative(root, "."), directory) }),
            place,
            protocol,
            ...(port !== undefined && { port }),
            ...(ready !== undefined && { ready }),
            env,
            ...(unpack !== undefined && { unpack }),
            ...(modelPath !== undefined && { modelPath }),
            ...(held !== undefined && { secrets: held }),
        } satisfies Launch),
    );
    const launch = `${place}/launch.json`;
    const files = [
        new File(`${program}-launch`, { root, file: launch, content }, opts),
        ...(held === undefined ? [] : [makeSecrets(`${program}-secrets`, secrets, held, root, opts)]),
    ];
    return new Process(
        program,
        {
            root,
            name: program,
            program: "launcher",
            args: port === undefined ? [] : [ownNetwork],
            environment: { LAUNCH: launch },
            log,
            ready: [{ socket: socketsIn(place).launcher, path: healthPaths.ready, patienceSeconds: startSeconds }],
        },
        pulumi.mergeOptions(opts, { dependsOn: files }),
    );
}

interface Beside extends Omit<Place, "root" | "file"> {
    readonly model: ModelPlan;
    readonly release: OwnRelease;
    readonly landing: LocalLandingZone;
    readonly port: Port;
}

function makeSidecar(
    program: string,
    { limits }: ServingPlan,
    { model, release, landing, port, place, log }: Beside,
    launcher: Process,
    opts: pulumi.CustomResourceOptions,
): Process {
    const { root } = landing.names;
    const sockets = socketsIn(place);
    const tls = `${landing.directory}/servers-tls`;
    const { protocol } = release.server;
    const configuration = port.address.apply(listen =>
        JSON.stringify(
            sidecarConfiguration(
                {
                    model: model.name,
                    version: release.version,
                    protocol,
                    ready: { keeper: healthPaths.ready },
                },
                {
                    listen,
                    tls: {
                        certificate: {
                            certificate: `${tls}/tls.crt`,
                            key: `${tls}/tls.key`,
                            authority: `${tls}/ca.crt`,
                            directory: tls,
                        },
                        directory: place,
                        gate: landing.gateName,
                        observers: [landing.watcherName],
                    },
                    server: { socket: sockets.server },
                    keeper: { socket: sockets.launcher },
                    longestSeconds: limits.deadlineSeconds,
                },
            ),
        ),
    );
    const files = new EnvoyFiles(
        `${program}-sidecar-files`,
        { root, directory: place, configuration },
        pulumi.mergeOptions(opts, { dependsOn: [landing.serverCertificate] }),
    );
    return new Process(
        `${program}-sidecar`,
        {
            root,
            name: `${program}-sidecar`,
            program: "envoy",
            args: envoyArguments(place),
            environment: {},
            finishes: `${place}/admin.sock`,
            log: log.replace(/\.log$/, "-sidecar.log"),
            ready: [
                {
                    host: port.host,
                    port: port.port,
                    serverName: landing.serverName,
                    path: healthPaths.ready,
                    authority: `${tls}/ca.crt`,
                    identity: `${landing.directory}/gate-tls`,
                },
            ],
        },
        pulumi.mergeOptions(opts, { dependsOn: [files, launcher, landing.gateCertificate] }),
    );
}

/** Encrypted in state with its digest, by which a short one could be guessed. */
function makeSecrets(
    name: string,
    secrets: ServerConfig["secrets"],
    file: string,
    root: string,
    opts: pulumi.CustomResourceOptions,
): File {
    return new File(
        name,
        { root, file, content: serverSecrets(secrets) },
        pulumi.mergeOptions(opts, { additionalSecretOutputs: ["content", "found"] }),
    );
}
