import { z } from "zod";

import { secretRef, whole } from "./form";

/** What a model server of one's own may speak, with what a user would call it. */
export const serverProtocols = ["oip-http", "oip-grpc", "openai", "http"] as const;
export type ServerProtocol = (typeof serverProtocols)[number];

/** One argument of a command, or a value of its environment: no NUL, which no process can be given. */
const text = z
    .string()
    .max(4096, "4096 characters at most")
    .refine(written => !written.includes("\0"), "no NUL character");

/** The name of an environment variable (POSIX.1-2017 §8.1), lower case too. */
const variable = z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, "letters, digits and _, 128 at most, no digit first");

/** A path below a directory: it begins with no slash, and goes up nowhere. */
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

/** A model server of one's own in place of the built-in one, for one release. */
export const serverSchema = z.strictObject({
    /**
     * `oip-http`, `oip-grpc`: Open Inference Protocol v2. `openai`: the OpenAI API. `http`: any paths, below `/models/<name>`. All releases of
     * a model speak the same, but `oip-http` and the built-in server go together.
     */
    protocol: z.enum(serverProtocols),
    /** In clouds: the container image by its digest. `{account}` and `{region}` stand for those that it runs in. */
    image: z
        .string()
        .max(512, "512 characters at most")
        .regex(
            /^([a-z0-9.-]|\{account\}|\{region\})+(:[0-9]+)?\/[a-z0-9._/-]+@sha256:[0-9a-f]{64}$/,
            "<registry>/<repository>@sha256:<64 hexadecimal digits>",
        )
        .optional(),
    /**
     * The program and its arguments. On this machine: what is run; in clouds: in place of the image's own. `$(NAME)` stands for a variable of
     * its environment: `MODEL_NAME`, `MODEL_VERSION`, `MODEL_PATH`, `HOST`, `PORT`, `SOCKET`, `WORK_DIRECTORY`, and those of `env`.
     */
    command: z.array(text).min(1, "at least the program").max(256, "256 at most").optional(),
    /** On this machine: where `command` runs, relative to the project. Default: a directory of its own that is empty. */
    directory: text.regex(/^[^/]/, "a path relative to the project").optional(),
    /** Where it listens on 127.0.0.1, in a network of its own. Default: it listens on the Unix socket `SOCKET` instead. */
    port: whole(1024, 65_535).optional(),
    /** The path that answers 200 once it can infer. Default: by the protocol; `http` has none. */
    ready: requestPath.optional(),
    /** Seconds that it may take to become ready. */
    startSeconds: whole(1, 3600).default(120),
    /** Environment variables. `$(NAME)` stands for one of those that are set for each release. */
    env: z.record(variable, text).default({}),
    /** Environment variables whose values are secrets. */
    secrets: z.record(variable, secretRef).default({}),
    /**
     * The release's file is an archive of a directory, and `MODEL_PATH` names the directory that it is unpacked to. `tar`: of tar, also
     * compressed with gzip. Default: the server gets the file itself.
     */
    unpack: z.enum(["tar"]).optional(),
    /**
     * Where the release's file or directory is to be, relative to `WORK_DIRECTORY`. Default: wherever it lies; `MODEL_PATH` says where in
     * both cases.
     */
    modelPath: pathBelow.optional(),
});

/** A model server of one's own, parsed. */
export type ServerConfig = z.output<typeof serverSchema>;

/** The same as it is written: what has a default may be left out. */
export type ServerInput = z.input<typeof serverSchema>;

/** Variables that a server of one's own finds in its environment, beside those of its config. */
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
