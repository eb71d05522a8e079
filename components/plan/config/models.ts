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
            /** Steps of 0.01; all of a model's sum to 100. A release with 0 runs and answers by its version only. */
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
    /** As the model calls it. */
    name: z.string().min(1, "at least one character").max(256, "256 characters at most"),
    /** In the words of the Open Inference Protocol. */
    datatype: z.enum(datatypes),
    /** Sizes of its dimensions; -1 where any will do. */
    shape: z.array(whole(-1, 2 ** 31)),
});

const signature = z.strictObject({
    /** What it is asked with. */
    inputs: z.array(tensor).min(1, "at least one input"),
    /** What it answers with. */
    outputs: z.array(tensor).min(1, "at least one output"),
});

const provenance = z.strictObject({
    /** SHA-256 of the data that it was trained on. */
    dataSet: sha256.optional(),
    /** Commit of the code that made it. */
    commit: z
        .string()
        .regex(/^[0-9a-f]{7,64}$/, "7 to 64 hexadecimal digits")
        .optional(),
    /** Who approved it. */
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
    /** Where the file is; `file:` paths are relative to the project. */
    artifact,
    /** SHA-256 of the file. */
    digest: sha256,
});

const release = z.strictObject({
    /** Where the model file is; `file:` paths are relative to the project, and `oci:` is `oci://<registry>/<repository>:<tag>`. */
    artifact,
    /** SHA-256 of the file. Default: what `meridian resolve` has written to the lock. */
    digest: sha256.optional(),
    /** What it takes and gives, in the words of the Open Inference Protocol. */
    signature: signature.optional(),
    /** Where it comes from, for audits. */
    provenance: provenance.optional(),
    /** How features and scores were distributed when it was made, as JSON: what `observability.drift` measures against. */
    baseline: baseline.optional(),
    /** A model server of one's own. Default: the built-in one, which takes ONNX. */
    server: serverSchema.optional(),
});

function fileAt(path: string): string | undefined {
    return path.includes(":") ? undefined : `file:${path}`;
}

const features = z.strictObject({
    /** A table of the store without a sort key; its partition key is the subject. */
    table: label,
    /** The model's input that is filled with them: a row of numbers. */
    input: z.string().min(1, "at least one character").max(256, "256 characters at most"),
    /** Attributes of the item, in the order of the input's columns. */
    attributes: z
        .array(attribute)
        .min(1, "at least one attribute")
        .max(4096, "4096 at most")
        .refine(all => new Set(all).size === all.length, "each attribute once"),
    /** What is done for a subject that is unknown, lacks an attribute, or has an item that is too old: `refuse` (422), or take defaults. */
    otherwise: z.enum(["refuse", "default"]).default("refuse"),
    /** What attributes are taken for, with `otherwise: default`. */
    defaults: z.record(attribute, z.number()).default({}),
    /** Seconds after which an item that was not written again counts as too old. Default: never. */
    maxAgeSeconds: whole(1, 315_360_000).optional(),
});

const batching = z.strictObject({
    /** Rows that are computed together at most. A request with as many runs alone. */
    size: whole(2, 1024),
    /** Milliseconds that a request waits for others, at most. With 0 only those are computed together that have come already. */
    waitMs: whole(0, 1000).default(0),
});

const modelSchema = z.strictObject({
    /** Clients ask for it by this, under `/v2/models/<name>`. */
    name: label,
    /** The cells that it runs in; a request for it gets 404 in others. Default: all. */
    cells: z.array(label).min(1, "at least one cell").optional(),
    /** By version. */
    releases: z.record(version, release).refine(all => Object.keys(all).length > 0, "at least one release"),
    /** Which releases answer, and what share of requests each has. */
    traffic,
    /** What keeps a subject on one release. Without it every request is drawn anew. */
    stickyBy: z
        .string()
        .regex(
            /^(header:[a-z0-9-]{1,64}|cookie:[A-Za-z0-9_-]{1,64}|claim:[A-Za-z0-9_:/.-]{1,128})$/,
            "header:<lower-case header name>, cookie:<name>, or claim:<name>",
        )
        .register(corrections, { correct: written => [written.toLowerCase(), `header:${written.toLowerCase()}`] })
        .optional(),
    /** Claims that a caller's token must have, each with one of its values. */
    requires: z
        .strictObject({
            /** Values by name of the claim. */
            claims: claimsSchema,
        })
        .optional(),
    /** Who may choose the release, by path or by the header `x-release`: callers with these claims. Default: all callers. */
    testers: z
        .strictObject({
            /** Values by name of the claim. */
            claims: claimsSchema,
        })
        .optional(),
    /**
     * A release that answers nobody: it is asked what a share of inferences asks, those of `traffic` decide, and how far
     * its outputs agree is measured. In a region whose own `traffic` has the release it is no shadow any more.
     */
    shadow: z
        .strictObject({
            /** A release that has no share. */
            version,
            /** Of the inferences over HTTP, in steps of 0.01. */
            percent: between(0.01, 100).multipleOf(0.01, "steps of 0.01"),
        })
        .optional(),
    /** What servers look up for an inference that names a subject (parameter `subject` of the request) in place of an input. */
    features: features.optional(),
    /**
     * Servers compute requests that come close together as one run. The model must have an open first dimension in all inputs and outputs,
     * and rows that don't change each other's answers. Default: each request is computed alone.
     */
    batching: batching.optional(),
    /** Requests of this model, where they differ from `demand`. */
    demand: z
        .strictObject({
            /** Requests a second at peak, from everywhere together. */
            peakRps: between(0.001, 10_000_000).optional(),
            /** Requests a second that one replica serves within its objectives. */
            rpsPerReplica: between(0.001, 1_000_000).optional(),
        })
        .optional(),
    /** What differs in a region, during a wave. */
    regions: z
        .record(
            regionRef,
            z.strictObject({
                /** The shares there, instead of the model's own. */
                traffic,
            }),
        )
        .default({}),
});

/** `meridian:models`, also for programs that make components themselves. */
export const modelsSchema = z.array(modelSchema).min(1, "at least one model");

/** A model, parsed. */
export type ModelConfig = z.output<typeof modelSchema>;
/** A model as it is written: what has a default may be left out. */
export type ModelInput = z.input<typeof modelSchema>;
/** How requests of a model are computed together. */
export type BatchingConfig = z.output<typeof batching>;
/** A release as it is written, checked. */
export type ReleaseConfig = z.output<typeof release>;
/** Shares of a model's releases. */
export type Traffic = z.output<typeof traffic>;
