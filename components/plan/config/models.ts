import { z } from "zod";

import { claimsSchema } from "../serving/auth";
import { ociForm, ociIn } from "../serving/oci-artifact";
import { attribute, between, label, corrections, regionRef, sha256, version, whole } from "./form";
import { serverSchema } from "./server";

const percent = z.number().min(0, "0 to 100").max(100, "0 to 100").multipleOf(0.01, "steps of 0.01");

const traffic = z
    .array(
        z.strictObject({
            /** A release of the model. */
            version,
            /**
             * Percentage of requests, in steps of 0.01. All of a model sum to 100. A release with 0 runs and is called by its version
             * only.
             */
            percent,
        }),
    )
    .min(1, "at least one share");

const datatypes = [
    "BOOL",
    "UINT8",
    "UINT16",
    "UINT32",
    "UINT64",
    "INT8",
    "INT16",
    "INT32",
    "INT64",
    "FP16",
    "BF16",
    "FP32",
    "FP64",
    "BYTES",
] as const;

const tensor = z.strictObject({
    /** The name of the tensor. */
    name: z.string().min(1, "at least one character").max(256, "256 characters at most"),
    /** The data type of the Open Inference Protocol. */
    datatype: z.enum(datatypes),
    /** Sizes of its dimensions. -1 accepts any size. */
    shape: z.array(whole(-1, 2 ** 31)),
});

const signature = z.strictObject({
    /** Inputs of the model. */
    inputs: z.array(tensor).min(1, "at least one input"),
    /** Outputs of the model. */
    outputs: z.array(tensor).min(1, "at least one output"),
});

const provenance = z.strictObject({
    /** SHA-256 of the training data. */
    dataSet: sha256.optional(),
    /** Commit of the training code. */
    commit: z
        .string()
        .regex(/^[0-9a-f]{7,64}$/, "7 to 64 hexadecimal digits")
        .optional(),
    /** The approver of the release. */
    approver: z.string().min(1, "at least one character").max(256, "256 characters at most").optional(),
});

const artifact = z
    .string()
    .max(2048, "2048 characters at most")
    .regex(
        /^(file|https|s3|gs|az|oci|mlflow):.+/,
        "a location that begins with file:, https:, s3:, gs:, az:, oci: or mlflow:",
    )
    .refine(text => !text.startsWith("oci:") || (text.startsWith("oci://") && ociIn(text) !== undefined), ociForm)
    .register(corrections, { correct: written => [written.replace(/^http:/, "https:"), fileAt(written)] });

const baseline = z.strictObject({
    /** The location of the file. `file:` paths are relative to the project. */
    artifact,
    /** SHA-256 of the file. */
    digest: sha256,
});

const release = z.strictObject({
    /**
     * The location of the model file. `file:` paths are relative to the project, and `oci:` is `oci://<registry>/<repository>:<tag>`.
     */
    artifact,
    /** SHA-256 of the file. Default: the digest that `meridian resolve` wrote to the lock. */
    digest: sha256.optional(),
    /** Inputs and outputs, in terms of the Open Inference Protocol. */
    signature: signature.optional(),
    /** The origin of the release, for audits. */
    provenance: provenance.optional(),
    /** The distribution of features and scores at training time, as JSON. `observability.drift` measures against it. */
    baseline: baseline.optional(),
    /** A custom model server. Default: the built-in one, which loads ONNX. */
    server: serverSchema.optional(),
});

function fileAt(path: string): string | undefined {
    return path.includes(":") ? undefined : `file:${path}`;
}

const features = z.strictObject({
    /** A table of the store without a sort key. Its partition key is the subject. */
    table: label,
    /** The model's input that receives the attributes: a row of numbers. */
    input: z.string().min(1, "at least one character").max(256, "256 characters at most"),
    /** Attributes of the item, in the order of the input's columns. */
    attributes: z
        .array(attribute)
        .min(1, "at least one attribute")
        .max(4096, "4096 at most")
        .refine(all => new Set(all).size === all.length, "each attribute once"),
    /** What to do if a subject is unknown, lacks an attribute, or has an item that is too old: `refuse` (422), or use defaults. */
    otherwise: z.enum(["refuse", "default"]).default("refuse"),
    /** Default values of attributes, with `otherwise: default`. */
    defaults: z.record(attribute, z.number()).default({}),
    /** Seconds after which an item counts as too old, unless it is written again. Default: never. */
    maxAgeSeconds: whole(1, 315_360_000).optional(),
});

const batching = z.strictObject({
    /** Maximum of rows that are computed together. A request with that many rows or more runs alone. */
    size: whole(2, 1024),
    /**
     * Maximum of milliseconds that a request waits for others. With 0, only requests that have already arrived are computed together.
     */
    waitMs: whole(0, 1000).default(0),
});

const modelSchema = z.strictObject({
    /** The name of the model. Clients call it under `/v2/models/<name>`. */
    name: label,
    /** The cells that it runs in. Others answer 404. Default: all cells. */
    cells: z.array(label).min(1, "at least one cell").optional(),
    /** Releases by version. */
    releases: z.record(version, release).refine(all => Object.keys(all).length > 0, "at least one release"),
    /** The releases that answer, with the percentage of requests for each. */
    traffic,
    /** The header or value that keeps a subject on one release. Default: each request is assigned at random. */
    stickyBy: z
        .string()
        .regex(
            /^(header:[a-z0-9-]{1,64}|cookie:[A-Za-z0-9_-]{1,64}|claim:[A-Za-z0-9_:/.-]{1,128})$/,
            "header:<lower-case header name>, cookie:<name>, or claim:<name>",
        )
        .register(corrections, { correct: written => [written.toLowerCase(), `header:${written.toLowerCase()}`] })
        .optional(),
    /** Claims that a caller's token must contain, each with one of its values. */
    requires: z
        .strictObject({
            /** Accepted values by name of the claim. */
            claims: claimsSchema,
        })
        .optional(),
    /** Who may choose the release, by path or by the header `x-release`: callers with these claims. Default: all callers. */
    testers: z
        .strictObject({
            /** Accepted values by name of the claim. */
            claims: claimsSchema,
        })
        .optional(),
    /**
     * A release that receives copies of a percentage of inferences. Its outputs are compared with those of the assigned release, and never
     * sent to clients. In a region whose own `traffic` contains the release it is not a shadow.
     */
    shadow: z
        .strictObject({
            /** A release that is not in `traffic`. */
            version,
            /** Percentage of the inferences over HTTP, in steps of 0.01. */
            percent: between(0.01, 100).multipleOf(0.01, "steps of 0.01"),
        })
        .optional(),
    /** Features that servers look up for an inference with a subject (parameter `subject` of the request) instead of an input. */
    features: features.optional(),
    /**
     * Computes requests that arrive close together as one run. The first dimension of all inputs and outputs must be open, and rows must
     * not affect each other's outputs. Default: each request is computed alone.
     */
    batching: batching.optional(),
    /** Requests to this model, if they differ from `demand`. */
    demand: z
        .strictObject({
            /** Requests per second at peak, from all places together. */
            peakRps: between(0.001, 10_000_000).optional(),
            /** Requests per second that one replica serves within its objectives. */
            rpsPerReplica: between(0.001, 1_000_000).optional(),
        })
        .optional(),
    /** Overrides by region, during a wave. */
    regions: z
        .record(
            regionRef,
            z.strictObject({
                /** Weights in this region, instead of the model's own. */
                traffic,
            }),
        )
        .default({}),
});

/** `meridian:models`, also for programs that create components themselves. */
export const modelsSchema = z.array(modelSchema).min(1, "at least one model");

/** A model, parsed. */
export type ModelConfig = z.output<typeof modelSchema>;
/** A model as written: keys with defaults are optional. */
export type ModelInput = z.input<typeof modelSchema>;
/** How requests to a model are computed together. */
export type BatchingConfig = z.output<typeof batching>;
/** A release as written, checked. */
export type ReleaseConfig = z.output<typeof release>;
/** Weights of a model's releases. */
export type Traffic = z.output<typeof traffic>;
