import type { ServerInput } from "../../../../components/plan/config/server";
import type { Fault } from "../../../../components/plan/faults";
import { pinnedImage } from "../../../support/images";
import { digest } from "../screening";
import { type Changes, on, type Refused } from "../sketches";

const at = (version: string) => `models[0].releases["${version}"].server`;

const placeholder = `registry.example.com/triton@sha256:${"34".repeat(32)}`;
const plain: ServerInput = { protocol: "oip-http", command: ["serve"], port: 8080 };

/** A stack of this machine whose releases have servers of their own, changed. */
const owning = (server: object = {}, changes: Changes = {}) =>
    on("local", { [at("1.0.0")]: { ...plain, ...server }, [at("2.0.0")]: plain, ...changes });

const contained: ServerInput = {
    ...plain,
    image: pinnedImage("triton", "{account}.dkr.ecr.{region}.amazonaws.com"),
};

/** The same in two regions of AWS. */
const owningOnAws = (server: object = {}) =>
    on("aws", { [at("1.0.0")]: { ...contained, ...server }, [at("2.0.0")]: contained });

/** The same in two clusters. */
const owningInClusters = (server: object = {}, changes: Changes = {}) =>
    on("kubernetes", {
        [at("1.0.0")]: { ...plain, image: pinnedImage("triton"), ...server },
        [at("2.0.0")]: { ...plain, image: pinnedImage("triton") },
        ...changes,
    });

const variables = ["MODEL_NAME", "MODEL_VERSION", "MODEL_PATH", "MODEL_DIGEST", "WORK_DIRECTORY"];
const references = (...names: string[]) => [...variables, ...names].map(name => `$(${name})`).join(", ");
const taken = `names other than ${[...variables, "HOST", "PORT", "SOCKET"].join(", ")}, each in one list`;

/** Each fault of servers of one's own, alone in a config that has no other. */
export const servers: Refused[] = [
    [
        "releases of one model under different paths",
        owning({ protocol: "openai" }),
        {
            code: "server/other-protocol",
            path: at("2.0.0"),
            value: "oip-http",
            allowed: "what release 1.0.0 speaks: openai",
            remedy: "give all releases of a model one protocol, or make two models of them",
        },
    ],
    [
        "a release of the built-in server beside one of the OpenAI API",
        owning({ protocol: "openai" }, { [at("2.0.0")]: undefined }),
        {
            code: "server/other-protocol",
            path: at("2.0.0"),
            value: "the built-in server",
            allowed: "what release 1.0.0 speaks: openai",
            remedy: "give all releases of a model one protocol, or make two models of them",
        },
    ],
    [
        "a release of the OpenAI API beside one of the built-in server",
        on("local", { [at("2.0.0")]: { ...plain, protocol: "openai" } }),
        {
            code: "server/other-protocol",
            path: at("2.0.0"),
            value: "openai",
            allowed: "what release 1.0.0 speaks: the Open Inference Protocol",
            remedy: "give all releases of a model one protocol, or make two models of them",
        },
    ],
    [
        "a server without a command on this machine",
        owning({ command: undefined }),
        {
            code: "server/command-missing",
            path: `${at("1.0.0")}.command`,
            allowed: "a program and its arguments: what this machine runs",
            remedy: "set command, or leave the regions of this machine",
        },
    ],
    [
        "a server without an image in a cloud",
        on("gcp", { [at("1.0.0")]: plain }),
        {
            code: "server/image-missing",
            path: `${at("1.0.0")}.image`,
            allowed: "an image by its digest: what gcp runs",
            remedy: "set image to <registry>/<repository>@sha256:<digest>",
        },
    ],
    [
        "a server of any HTTP that says no path which answers once it is ready",
        owning({ protocol: "http" }, { [at("2.0.0")]: { ...plain, protocol: "http", ready: "/healthz" } }),
        {
            code: "server/ready-missing",
            path: `${at("1.0.0")}.ready`,
            allowed: "a path that answers 200 once the server can infer",
            remedy: "set ready, as in /healthz: this protocol defines none",
        },
    ],
    [
        "a path of readiness for a server of gRPC",
        owning({ protocol: "oip-grpc", ready: "/healthz" }, { [at("2.0.0")]: { ...plain, protocol: "oip-grpc" } }),
        {
            code: "server/ready-unused",
            path: `${at("1.0.0")}.ready`,
            value: "/healthz",
            allowed: "nothing: over gRPC the call ModelReady is made",
            remedy: "remove it, or set protocol to oip-http, whose default is /v2/models/screening/ready",
        },
    ],
    [
        "an archive that by its name is none of tar",
        owning({ unpack: "tar" }, { 'models[0].releases["1.0.0"].artifact': "file:models/1.ZIP" }),
        {
            code: "server/unpack-other",
            path: `${at("1.0.0")}.unpack`,
            value: "tar",
            allowed:
                "an artifact that is an archive of tar, also compressed with gzip; by its name this one is a ZIP archive",
            remedy: "remove unpack, or name an archive, as `npx meridian pack` makes one",
        },
    ],
    [
        "a variable that is set for each release",
        owning({ env: { MODEL_NAME: "other" } }),
        {
            code: "server/variable-taken",
            path: `${at("1.0.0")}.env.MODEL_NAME`,
            value: "MODEL_NAME",
            allowed: taken,
            remedy: "remove it: it is set for each release",
        },
    ],
    [
        "a variable that is a secret and is not",
        owning({ env: { LEVEL: "1" }, secrets: { LEVEL: { secret: "level" } } }),
        {
            code: "server/variable-taken",
            path: `${at("1.0.0")}.secrets.LEVEL`,
            value: "LEVEL",
            allowed: taken,
            remedy: "remove it from env",
        },
    ],
    [
        "a reference to a variable that there is none of",
        owning({ command: ["serve", "$(LEVEL)"] }),
        {
            code: "server/unknown-variable",
            path: `${at("1.0.0")}.command[1]`,
            value: "$(LEVEL)",
            allowed: references("HOST", "PORT"),
            remedy: "name a variable, or write $$(LEVEL) for the text itself",
        },
    ],
    [
        "a reference to a secret on a command line",
        owning({ command: ["serve", "$(LEVEL)"], secrets: { LEVEL: { secret: "level" } } }),
        {
            code: "server/unknown-variable",
            path: `${at("1.0.0")}.command[1]`,
            value: "$(LEVEL)",
            allowed: references("HOST", "PORT"),
            remedy: "have the program read a secret from its environment: a command line can be read by others",
        },
    ],
    [
        "a reference to the socket of a server with a port",
        owning({ env: { ADDRESS: "$(SOCKET)" } }),
        {
            code: "server/unknown-variable",
            path: `${at("1.0.0")}.env.ADDRESS`,
            value: "$(SOCKET)",
            allowed: references("HOST", "PORT"),
            remedy: "remove port for a server that listens on a Unix socket",
        },
    ],
    [
        "a reference to the port of a server without one",
        owning({ port: undefined, command: ["serve", "$(PORT)"] }),
        {
            code: "server/unknown-variable",
            path: `${at("1.0.0")}.command[1]`,
            value: "$(PORT)",
            allowed: references("SOCKET"),
            remedy: "set port for a server that listens on one",
        },
    ],
    [
        "a reference to the address of a server without a port",
        owning({ port: undefined, env: { ADDRESS: "$(HOST)" } }),
        {
            code: "server/unknown-variable",
            path: `${at("1.0.0")}.env.ADDRESS`,
            value: "$(HOST)",
            allowed: references("SOCKET"),
            remedy: "set port for a server that listens on one",
        },
    ],
    [
        "requests computed together by a server of one's own",
        owning({}, { "models[0].batching": { size: 8 }, [at("2.0.0")]: undefined }),
        {
            code: "server/lacking",
            path: `${at("1.0.0")}.protocol`,
            value: "oip-http",
            allowed: "requests that are computed together: with the built-in server",
            remedy: "remove batching, which no server of one's own has over Open Inference Protocol v2 over HTTP",
        },
    ],
    [
        "drift against a baseline over gRPC",
        owning(
            { protocol: "oip-grpc" },
            {
                [at("2.0.0")]: { ...plain, protocol: "oip-grpc" },
                'models[0].releases["1.0.0"].baseline': { artifact: "file:models/1.json", digest: digest("b") },
            },
        ),
        {
            code: "server/lacking",
            path: `${at("1.0.0")}.protocol`,
            value: "oip-grpc",
            allowed: "drift against a baseline: with the built-in server",
            remedy: "remove baseline, which no server of one's own has over Open Inference Protocol v2 over gRPC",
        },
    ],
    [
        "a signature of a server of the OpenAI API",
        owning(
            { protocol: "openai" },
            {
                [at("2.0.0")]: { ...plain, protocol: "openai" },
                'models[0].releases["1.0.0"].signature': {
                    inputs: [{ name: "x", datatype: "FP32", shape: [1] }],
                    outputs: [{ name: "y", datatype: "FP32", shape: [1] }],
                },
            },
        ),
        {
            code: "server/lacking",
            path: `${at("1.0.0")}.protocol`,
            value: "openai",
            allowed: "a signature: with the built-in server, oip-http, oip-grpc",
            remedy: "remove signature, which no server of one's own has over OpenAI API",
        },
    ],
    [
        "a release over gRPC beside one over HTTP",
        owning({}, { [at("2.0.0")]: { ...plain, protocol: "oip-grpc" } }),
        {
            code: "server/other-protocol",
            path: at("2.0.0"),
            value: "oip-grpc",
            allowed: "what release 1.0.0 speaks: oip-http",
            remedy: "give all releases of a model one protocol, or make two models of them",
        },
    ],
    [
        "samples of a server of one's own",
        owning({}, { [at("2.0.0")]: undefined, observability: { samples: { percent: 1 }, audit: true } }),
        {
            code: "server/lacking",
            path: `${at("1.0.0")}.protocol`,
            value: "oip-http",
            allowed: "payload samples: with the built-in server",
            remedy: "remove samples, which no server of one's own has over Open Inference Protocol v2 over HTTP",
        },
    ],
    [
        "a placeholder for the digest of an image",
        owning({ image: placeholder }),
        {
            code: "server/image-placeholder",
            path: `${at("1.0.0")}.image`,
            value: placeholder,
            allowed:
                "<registry>/<repository>@sha256:<64 hexadecimal digits>, no 48 successive digits of which repeat a pattern",
            remedy: "write what `crane digest <image>` prints",
        },
    ],
    [
        "a server without a port in a cloud that runs it as a container",
        owningOnAws({ port: undefined }),
        {
            code: "server/port-missing",
            path: `${at("1.0.0")}.port`,
            allowed: "a port on 127.0.0.1: containers on aws share no directory for a Unix socket",
            remedy: "set port to the one that the server listens on, as $(PORT) of its command",
        },
    ],
    [
        "a server at the port of its sidecar",
        owningOnAws({ port: 8444 }),
        {
            code: "server/port-taken",
            path: `${at("1.0.0")}.port`,
            value: 8444,
            allowed: "another port than 8444, 9901, 9902: proxies beside the server listen there on aws",
            remedy: "set port to another one, as 8080",
        },
    ],
    [
        "a server of a protocol that no balancer accepts",
        on("aws", {
            [at("1.0.0")]: { ...contained, protocol: "oip-grpc" },
            'models[0].releases["2.0.0"]': undefined,
            "models[0].traffic": [{ version: "1.0.0", percent: 100 }],
        }),
        {
            code: "server/protocol-unreachable",
            path: `${at("1.0.0")}.protocol`,
            value: "oip-grpc",
            allowed: "oip-http, openai, http: what the front of aws accepts",
            remedy: "use one of them, or limit the model to cells elsewhere by models[].cells",
        },
    ],
    [
        "a directory of the project for a container",
        owningOnAws({ directory: "servers/triton" }),
        {
            code: "server/directory-unused",
            path: `${at("1.0.0")}.directory`,
            value: "servers/triton",
            allowed: "nothing: on aws the server runs in the working directory of its image",
            remedy: "remove it, and put what the server needs into its image",
        },
    ],
    [
        "variables of a server for which a task has no room",
        owningOnAws({ env: Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`PART_${i}`, "x".repeat(4096)])) }),
        {
            code: "server/too-large",
            path: `${at("1.0.0")}.env`,
            value: 49_515,
            allowed: "45056 bytes of command, env and secrets together: a task of aws has no room for more",
            remedy: "put long values into a file of the image, and name that file",
        },
    ],
    [
        "a command of a server for which a task has no room",
        owningOnAws({ command: ["serve", ...Array.from({ length: 11 }, () => "x".repeat(4096))] }),
        {
            code: "server/too-large",
            path: `${at("1.0.0")}.command`,
            value: 45_103,
            allowed: "45056 bytes of command, env and secrets together: a task of aws has no room for more",
            remedy: "put long values into a file of the image, and name that file",
        },
    ],
    [
        "a server without an image on AWS",
        owningOnAws({ image: undefined }),
        {
            code: "server/image-missing",
            path: `${at("1.0.0")}.image`,
            allowed: "an image by its digest: what aws runs",
            remedy: "set image to <registry>/<repository>@sha256:<digest>",
        },
    ],
    [
        "an image of a registry that a region's servers don't reach",
        owningOnAws({ image: pinnedImage("triton") }),
        elsewhere(pinnedImage("triton"), "aws:eu-west-1"),
    ],
    [
        "a server at the port of a pod that checks are answered at",
        owningInClusters({ port: 8081 }),
        {
            code: "server/port-taken",
            path: `${at("1.0.0")}.port`,
            value: 8081,
            allowed: "another port than 8443, 8081: proxies beside the server listen there on kubernetes",
            remedy: "set port to another one, as 8080",
        },
    ],
    [
        "an image of an account's registry for a pod",
        owningInClusters({ image: pinnedImage("triton", "{account}.example.com") }),
        {
            code: "server/image-elsewhere",
            path: `${at("1.0.0")}.image`,
            value: pinnedImage("triton", "{account}.example.com"),
            allowed:
                "<registry>/<repository>@sha256:<digest>, in which {region} may stand for the region's name: " +
                "the registry of kubernetes:fra-onprem, from which its nodes pull",
            remedy: "name the image as nodes pull it: a cluster has no {account}",
        },
    ],
    [
        "an image of another region of the cell",
        owningOnAws({ image: pinnedImage("triton", "111111111111.dkr.ecr.eu-west-1.amazonaws.com") }),
        elsewhere(pinnedImage("triton", "111111111111.dkr.ecr.eu-west-1.amazonaws.com"), "aws:eu-central-1"),
    ],
];

function elsewhere(image: string, region: string): Fault {
    return {
        code: "server/image-elsewhere",
        path: `${at("1.0.0")}.image`,
        value: image,
        allowed: `{account}.dkr.ecr.{region}.amazonaws.com/<repository>@sha256:<digest>: the registry of ${region}, which alone its servers reach`,
        remedy: "copy the image there by `crane copy`, and name it so; {account} and {region} may stay as they are",
    };
}
