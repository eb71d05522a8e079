import type { ServerInput } from "../../../../components/plan/config/server";
import { pinnedImage } from "../../../support/images";
import type { Pinned } from "../faults-of";
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

/** Each fault of custom servers, alone in a config that has no other. */
export const servers: Refused[] = [
    [
        "releases of one model under different paths",
        owning({ protocol: "openai" }),
        {
            code: "server/other-protocol",
            path: at("2.0.0"),
            value: "oip-http",
        },
    ],
    [
        "a release of the built-in server beside one of the OpenAI API",
        owning({ protocol: "openai" }, { [at("2.0.0")]: undefined }),
        {
            code: "server/other-protocol",
            path: at("2.0.0"),
            value: "the built-in server",
        },
    ],
    [
        "a release of the OpenAI API beside one of the built-in server",
        on("local", { [at("2.0.0")]: { ...plain, protocol: "openai" } }),
        {
            code: "server/other-protocol",
            path: at("2.0.0"),
            value: "openai",
        },
    ],
    [
        "a server without a command on this machine",
        owning({ command: undefined }),
        {
            code: "server/command-missing",
            path: `${at("1.0.0")}.command`,
        },
    ],
    [
        "a server without an image in a cloud",
        on("gcp", { [at("1.0.0")]: plain }),
        {
            code: "server/image-missing",
            path: `${at("1.0.0")}.image`,
        },
    ],
    [
        "a server of any HTTP that says no path which answers once it is ready",
        owning({ protocol: "http" }, { [at("2.0.0")]: { ...plain, protocol: "http", ready: "/healthz" } }),
        {
            code: "server/ready-missing",
            path: `${at("1.0.0")}.ready`,
        },
    ],
    [
        "a path of readiness for a server of gRPC",
        owning({ protocol: "oip-grpc", ready: "/healthz" }, { [at("2.0.0")]: { ...plain, protocol: "oip-grpc" } }),
        {
            code: "server/ready-unused",
            path: `${at("1.0.0")}.ready`,
            value: "/healthz",
        },
    ],
    [
        "an archive that by its name is none of tar",
        owning({ unpack: "tar" }, { 'models[0].releases["1.0.0"].artifact': "file:models/1.ZIP" }),
        {
            code: "server/unpack-other",
            path: `${at("1.0.0")}.unpack`,
            value: "tar",
        },
    ],
    [
        "a variable that is set for each release",
        owning({ env: { MODEL_NAME: "other" } }),
        {
            code: "server/variable-taken",
            path: `${at("1.0.0")}.env.MODEL_NAME`,
            value: "MODEL_NAME",
        },
    ],
    [
        "a variable that is a secret and is not",
        owning({ env: { LEVEL: "1" }, secrets: { LEVEL: { secret: "level" } } }),
        {
            code: "server/variable-taken",
            path: `${at("1.0.0")}.secrets.LEVEL`,
            value: "LEVEL",
        },
    ],
    [
        "a reference to a variable that there is none of",
        owning({ command: ["serve", "$(LEVEL)"] }),
        {
            code: "server/unknown-variable",
            path: `${at("1.0.0")}.command[1]`,
            value: "$(LEVEL)",
        },
    ],
    [
        "a reference to a secret on a command line",
        owning({ command: ["serve", "$(LEVEL)"], secrets: { LEVEL: { secret: "level" } } }),
        {
            code: "server/unknown-variable",
            path: `${at("1.0.0")}.command[1]`,
            value: "$(LEVEL)",
        },
    ],
    [
        "a reference to the socket of a server with a port",
        owning({ env: { ADDRESS: "$(SOCKET)" } }),
        {
            code: "server/unknown-variable",
            path: `${at("1.0.0")}.env.ADDRESS`,
            value: "$(SOCKET)",
        },
    ],
    [
        "a reference to the port of a server without one",
        owning({ port: undefined, command: ["serve", "$(PORT)"] }),
        {
            code: "server/unknown-variable",
            path: `${at("1.0.0")}.command[1]`,
            value: "$(PORT)",
        },
    ],
    [
        "a reference to the address of a server without a port",
        owning({ port: undefined, env: { ADDRESS: "$(HOST)" } }),
        {
            code: "server/unknown-variable",
            path: `${at("1.0.0")}.env.ADDRESS`,
            value: "$(HOST)",
        },
    ],
    [
        "requests computed together by a custom server",
        owning({}, { "models[0].batching": { size: 8 }, [at("2.0.0")]: undefined }),
        {
            code: "server/lacking",
            path: `${at("1.0.0")}.protocol`,
            value: "oip-http",
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
        },
    ],
    [
        "a release over gRPC beside one over HTTP",
        owning({}, { [at("2.0.0")]: { ...plain, protocol: "oip-grpc" } }),
        {
            code: "server/other-protocol",
            path: at("2.0.0"),
            value: "oip-grpc",
        },
    ],
    [
        "samples of a custom server",
        owning({}, { [at("2.0.0")]: undefined, observability: { samples: { percent: 1 }, audit: true } }),
        {
            code: "server/lacking",
            path: `${at("1.0.0")}.protocol`,
            value: "oip-http",
        },
    ],
    [
        "a placeholder for the digest of an image",
        owning({ image: placeholder }),
        {
            code: "server/image-placeholder",
            path: `${at("1.0.0")}.image`,
            value: placeholder,
        },
    ],
    [
        "a server without a port in a cloud that runs it as a container",
        owningOnAws({ port: undefined }),
        {
            code: "server/port-missing",
            path: `${at("1.0.0")}.port`,
        },
    ],
    [
        "a server at the port of its sidecar",
        owningOnAws({ port: 8444 }),
        {
            code: "server/port-taken",
            path: `${at("1.0.0")}.port`,
            value: 8444,
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
        },
    ],
    [
        "a directory of the project for a container",
        owningOnAws({ directory: "servers/triton" }),
        {
            code: "server/directory-unused",
            path: `${at("1.0.0")}.directory`,
            value: "servers/triton",
        },
    ],
    [
        "variables of a server for which a task has no room",
        owningOnAws({ env: Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`PART_${i}`, "x".repeat(4096)])) }),
        {
            code: "server/too-large",
            path: `${at("1.0.0")}.env`,
            value: 49_515,
        },
    ],
    [
        "a command of a server for which a task has no room",
        owningOnAws({ command: ["serve", ...Array.from({ length: 11 }, () => "x".repeat(4096))] }),
        {
            code: "server/too-large",
            path: `${at("1.0.0")}.command`,
            value: 45_103,
        },
    ],
    [
        "a server without an image on AWS",
        owningOnAws({ image: undefined }),
        {
            code: "server/image-missing",
            path: `${at("1.0.0")}.image`,
        },
    ],
    [
        "an image of a registry that a region's servers don't reach",
        owningOnAws({ image: pinnedImage("triton") }),
        elsewhere(pinnedImage("triton")),
    ],
    [
        "a server at the port of a pod that checks are answered at",
        owningInClusters({ port: 8081 }),
        {
            code: "server/port-taken",
            path: `${at("1.0.0")}.port`,
            value: 8081,
        },
    ],
    [
        "an image of an account's registry for a pod",
        owningInClusters({ image: pinnedImage("triton", "{account}.example.com") }),
        {
            code: "server/image-elsewhere",
            path: `${at("1.0.0")}.image`,
            value: pinnedImage("triton", "{account}.example.com"),
        },
    ],
    [
        "an image of another region of the cell",
        owningOnAws({ image: pinnedImage("triton", "111111111111.dkr.ecr.eu-west-1.amazonaws.com") }),
        elsewhere(pinnedImage("triton", "111111111111.dkr.ecr.eu-west-1.amazonaws.com")),
    ],
];

function elsewhere(image: string): Pinned {
    return {
        code: "server/image-elsewhere",
        path: `${at("1.0.0")}.image`,
        value: image,
    };
}
