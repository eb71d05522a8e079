import { z } from "zod";

import { secretRef, whole } from "./form";

/** The protocols of a custom model server, with their common names. */
export const serverProtocols = ["oip-http", "oip-grpc", "openai", "http"] as const;
export type ServerProtocol = (typeof serverProtocols)[number];

/** One argument of a command, or a value of its environment, without NUL, which no process accepts. */
const text = z
    .string()
    .max(4096, "4096 characters at most")
    .refine(written => !written.includes("\0"), "no NUL character");

/** The name of an environment variable (POSIX.1-2017 §8.1), lower case too. */
const variable = z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, "letters, digits and _, 128 at most, no digit first");

/** A relative path without `..`. */
const pathBelow = z
    .string()
    .max(255, "255 characters at most")
    .regex(
        /^[A-Za-z0-9_][A-Za-z0-9._-]*(\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/,
        "a relative path of letters, digits, . _ - and /",
    );

/** The path of a request, without a query. */
const requestPath = z
    .string()
    .max(255, "255 characters at most")
    .regex(/^\/[A-Za-z0-9._~/-]*$/, "a path that begins with / and has no query");

/** A custom model server in place of the built-in one, for one release. */
export const serverSchema = z.strictObject({
    /**
     * `oip-http`, `oip-grpc`: Open Inference Protocol v2. `openai`: the OpenAI API. `http`: any paths, below `/models/<name>`. All releases of
     * a model speak the same, but `oip-http` and the built-in server go together.
     */
    protocol: z.enum(serverProtocols),
    /** In clouds: the container image by its digest. `{account}` and `{region}` are replaced with those that it runs in. */
    image: z
        .string()
        .max(512, "512 characters at most")
        .regex(
            /^([a-z0-9.-]|\{account\}|\{region\})+(:[0-9]+)?\/[a-z0-9._/-]+@sha256:[0-9a-f]{64}$/,
            "<registry>/<repository>@sha256:<64 hexadecimal digits>",
        )
        .optional(),
    /**
     * The program and its arguments. On this machine it is required. In clouds it replaces the image's own. `$(NAME)` is replaced with a
     * variable of its environment: `MODEL_NAME`, `MODEL_VERSION`, `MODEL_PATH`, `HOST`, `PORT`, `SOCKET`, `WORK_DIRECTORY`, and those of
     * `env`.
     */
    command: z.array(text).min(1, "at least the program").max(256, "256 at most").optional(),
    /** On this machine: the working directory of `command`, relative to the project. Default: an empty directory of its own. */
    directory: text.regex(/^[^/]/, "a path relative to the project").optional(),
    /** The port on 127.0.0.1, in a network of its own. Default: the server listens on the Unix socket `SOCKET`. */
    port: whole(1024, 65_535).optional(),
    /** The path that returns 200 once the server can infer. Default: set by the protocol; `http` has none. */
    ready: requestPath.optional(),
    /** Seconds within which it must become ready. */
    startSeconds: whole(1, 3600).default(120),
    /** Environment variables. `$(NAME)` is replaced with one of the variables that are set for each release. */
    env: z.record(variable, text).default({}),
    /** Environment variables whose values are secrets. */
    secrets: z.record(variable, secretRef).default({}),
    /**
     * The release's file is an archive of a directory, and `MODEL_PATH` is the directory that it is unpacked to. `tar`: tar, optionally
     * compressed with gzip. Default: the server receives the file itself.
     */
    unpack: z.enum(["tar"]).optional(),
    /**
     * The path of the release's file or directory, relative to `WORK_DIRECTORY`. Default: chosen by the platform. `MODEL_PATH` contains it
     * in both cases.
     */
    modelPath: pathBelow.optional(),
});

/** A custom model server, parsed. */
export type ServerConfig = z.output<typeof serverSchema>;

/** The same as written: keys with defaults are optional. */
export type ServerInput = z.input<typeof serverSchema>;

/** Environment variables of a custom server, in addition to those of its config. */
export const serverVariables = [
    "MODEL_NAME",
    "MODEL_VERSION",
    "MODEL_PATH",
    "MODEL_DIGEST",
    "WORK_DIRECTORY",
    "HOST",
    "PORT",
    "SOCKET",
] as const;
export type ServerVariable = (typeof serverVariables)[number];
